import { join } from "node:path";
import { LLMock } from "@copilotkit/aimock";
import { chromium } from "playwright-core";
import { expect, it, onTestFinished, vi } from "vitest";
import { qualityGate } from "../../../src/agents/built-in/quality-gate.ts";
import { ModuleSchema } from "../../../src/templates/kit/modules/language.ts";
import { BROWSER } from "../../browser/browser.ts";
import { signUp } from "../../browser/steps.ts";
import { builtIn } from "../../support/built-in.ts";
import { genesis, session } from "../../support/cli.ts";
import { LENDING, step, submit } from "../../support/modules.ts";
import { BUSINESS_ID, stopProducts } from "../../support/products.ts";

vi.setConfig({ testTimeout: 240_000 });

const FEATURE = "Neighbourhood sharing";

it("a whole run with every check ends with the model's module at the URL, and people use it", async () => {
  const mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => mock.stop());
  const design = { userMessage: /Design the module for this feature/ };
  mock.on({ ...design, sequenceIndex: 0 }, step("describe_language"));
  mock.on({ ...design, sequenceIndex: 1 }, submit(LENDING));
  const where = session({
    GENESIS_EXECUTION_MODE: "real",
    GENESIS_QUALITY_CHECKS: "true",
    OPENAI_API_KEY: "a-key-for-tests",
    OPENAI_BASE_URL: `${mock.url}/v1`,
  });
  onTestFinished(() => stopProducts(join(where.cwd, ".genesis")));
  const args = ["saas_tool", "--name", "Shed Share", "--seed", "5", "--feature", FEATURE, "--json"];
  const { code, out, err } = await genesis(where, "create", ...args);
  expect(code, err).toBe(0);
  const result = JSON.parse(out);
  expect(result.status).toBe("SUCCESS");
  expect(result.metadata.features).toEqual([
    expect.objectContaining({ feature: FEATURE, why: expect.stringContaining("Built by the model") }),
  ]);
  expect(await (await fetch(result.deployment_url)).text()).toContain(LENDING.summary);
  if (BROWSER === undefined) return;
  const browser = await chromium.launch({ executablePath: BROWSER, args: ["--no-sandbox"] });
  onTestFinished(() => browser.close());
  const page = await (await browser.newContext({ baseURL: result.deployment_url })).newPage();
  await signUp(page, { name: "Ada", email: "ada@example.com", password: "a long enough password" });
  await page.goto("/m/neighbourhood-sharing");
  await page.getByRole("link", { name: "Add tool" }).click();
  await page.getByRole("textbox", { name: "Tool" }).fill("Ladder");
  await page.getByLabel("Worth").fill("80");
  await page.getByRole("button", { name: "Add tool" }).click();
  await page.getByRole("link", { name: "Add loan" }).click();
  await page.getByLabel("Who").fill("Grace");
  await page.getByLabel("Since").fill("2026-03-01");
  await page.getByRole("button", { name: "Add loan" }).click();
  await page.getByRole("link", { name: "Back to the list" }).click();
  expect(await page.getByRole("row", { name: /Ladder/ }).textContent()).toMatch(/Ladder\s*\$80\s*1/);
});

it("a module whose own test fails in the release gives way to the recipe's, which passes every check", async () => {
  const { work, workspace } = builtIn([FEATURE], { qualityGate: qualityGate() });
  const BUILD = { task_id: "build-feature-1", phase: "build", feature: FEATURE } as const;
  await work(BUILD);
  const file = "modules/neighbourhood-sharing.json";
  const examples = [{ kind: "tool", values: { title: "Drill" }, expect: { out: 3 } }];
  const own = { slug: "neighbourhood-sharing", title: FEATURE, feature: FEATURE, made_by: "model" };
  const wrong = ModuleSchema.parse({ ...LENDING, ...own, examples });
  workspace().write(new Map([[file, JSON.stringify(wrong)]]), BUILD.task_id);
  // An improvement keeps what a model made, as long as nothing is found in it.
  const output = await work({ task_id: "integration-test", phase: "test" }, { improves: BUSINESS_ID });
  expect(output).toMatchObject({
    release: 2,
    findings: [
      {
        check: "tests",
        severity: "warning",
        message: expect.stringMatching(/^neighbourhood-sharing: .*tool\.out of example 1 is 0, not 3/),
      },
    ],
  });
  expect(JSON.parse(workspace().read(file) ?? "")).toMatchObject({ made_by: "recipe" });
});
