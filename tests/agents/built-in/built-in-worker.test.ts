import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LanguageModel } from "../../../src/llm/gateway.ts";
import { GenesisError } from "../../../src/state/errors.ts";
import { KIT_SOURCES } from "../../../src/templates/blocks.ts";
import { LocalHost } from "../../../src/tools/local-host.ts";
import { packageRanges } from "../../../src/tools/packages.ts";
import { Workspace } from "../../../src/tools/workspace.ts";
import { builtIn } from "../../support/built-in.ts";
import { namesIn } from "../../support/products.ts";
import { aTask } from "../../support/tasks.ts";

const FEATURES = ["User authentication", "Moon phases", "Frequently asked questions"];

type StepOf = Parameters<typeof aTask>[0];
const worker = (options: Parameters<typeof builtIn>[1] = {}) => builtIn(FEATURES, options);

const DEPLOY: StepOf = { task_id: "deploy-product", phase: "deploy", effect: "deploy" };

describe("the tasks of the lifecycle", () => {
  it.each([
    ["write-user-stories", "discover", "docs/user-stories.md", "Moon phases"],
    ["design-architecture", "design", "docs/architecture.md", "src/blocks/accounts"],
    ["design-interface", "design", "docs/design.md", "| contrast |"],
    ["instrument-analytics", "build", "docs/analytics.md", "activation"],
    ["publish-help", "launch", "docs/help.md", "Moon phases"],
    ["announce-launch", "launch", "docs/launch.md", "utm_source=newsletter"],
    ["conquer-the-market", "launch", "docs/conquer-the-market.md", "- [ ] "],
  ] as const)("%s leaves a document that can be checked", async (task_id, phase, path, part) => {
    const { work, workspace } = worker();
    const output = await work({ task_id, phase, expected_outputs: ["A map"] });
    expect(output.artefacts).toEqual([{ path, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(workspace().read(path)).toContain(part);
    expect(workspace().read(path)).not.toMatch(/undefined|lorem|\{\w+\}/i);
  });

  it("scaffold-project sets up the project, to the letter as in Genesis", async () => {
    const { work, workspace } = worker();
    await work({ task_id: "scaffold-project", phase: "build" });
    const { project } = workspace();
    expect(readFileSync(join(project, "src/kit/app.tsx"))).toEqual(
      readFileSync(join(KIT_SOURCES, "app.tsx")),
    );
    const manifest = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
    expect(manifest.dependencies.hono).toBe(packageRanges().get("hono"));
    expect(namesIn(project)).toEqual(
      [".env.example", ".gitignore", "LICENSE", "README.md", "business.json"].concat([
        "package.json",
        "src",
        "tsconfig.json",
        "vercel.json",
      ]),
    );
    expect(namesIn(project, "src/blocks")).toEqual([]);
  });

  it("build-feature writes the block of the feature, or that of its module, and says so", async () => {
    const { work, workspace } = worker();
    const build = (feature: string, number: number) =>
      work({ task_id: `build-feature-${number}`, phase: "build", feature });
    expect(await build("User authentication", 1)).toMatchObject({ met_by: "accounts", module: null });
    expect(namesIn(workspace().project, "src/blocks")).toEqual(["accounts"]);
    expect(await build("Moon phases", 2)).toMatchObject({
      met_by: "records",
      module: "moon-phases",
      page: "/m/moon-phases",
      why: expect.stringContaining("records module"),
    });
    expect(await build("Frequently asked questions", 3)).toMatchObject({ met_by: "kit", page: "/help" });
    expect(namesIn(workspace().project, "src/blocks")).toEqual(["accounts", "records"]);
  });

  it("a build step of an archetype's own writes what its words and capabilities point to", async () => {
    const { work } = worker();
    const signIn = {
      task_id: "build-sign-in",
      phase: "build" as const,
      capabilities: ["auth"],
      feature: null,
    };
    expect(await work({ ...signIn, title: "Build sign-up" })).toMatchObject({
      met_by: expect.stringMatching(/\baccounts\b/),
    });
    const other = { ...signIn, task_id: "build-rocket", title: "Build a rocket", capabilities: ["space"] };
    expect(await work({ ...other, description: "To the stars and back." })).toMatchObject({
      artefacts: [expect.objectContaining({ path: "docs/build-rocket.md" })],
    });
  });
});

describe("the copy", () => {
  const COPY: StepOf = { task_id: "write-site-copy", phase: "build" };
  const failing = (error: Error): LanguageModel => ({
    generate: () => Promise.reject(error),
    usageTotals: () => [],
  });

  it("is written by the recipe, and falls back to it when the model's is not usable", async () => {
    const alone = worker();
    expect(await alone.work(COPY)).toMatchObject({ author: "recipe" });
    const invalid = new GenesisError("LLM_INVALID_OUTPUT", "no", { hint: "-" });
    const { work, workspace } = worker({ llm: async () => failing(invalid) });
    expect(await work(COPY)).toMatchObject({ author: "recipe", fallback: "LLM_INVALID_OUTPUT" });
    expect(workspace().read("business.json")).toBe(alone.workspace().read("business.json"));
  });

  it("stops when the run does, and does not hide defects", async () => {
    const stop = new AbortController();
    stop.abort(new Error("stopped"));
    const coded = new GenesisError("LLM_TIMEOUT", "slow", { hint: "-" });
    await expect(
      worker({ llm: async () => failing(coded) }).work(COPY, { signal: stop.signal }),
    ).rejects.toThrow("stopped");
    await expect(worker({ llm: async () => failing(new TypeError("defect")) }).work(COPY)).rejects.toThrow(
      "defect",
    );
  });

  it("is not overwritten by the scaffold, whichever comes first", async () => {
    const { work, workspace } = worker();
    await work(COPY);
    const own =
      workspace()
        .read("business.json")
        ?.replace(/"tagline": ".*"/, '"tagline": "Kept"') ?? "";
    expect(own).toContain("Kept");
    workspace().write(new Map([["business.json", own]]), "t");
    await work({ task_id: "scaffold-project", phase: "build" });
    expect(workspace().read("business.json")).toBe(own);
  });
});

describe("test and deploy", () => {
  const finding = { check: "links", severity: "error", where: "/help", message: "leads nowhere" } as const;

  it("deploy completes the project, launches it and gives its URL", async () => {
    const { work, workspace, home } = worker();
    const output = await work(DEPLOY);
    const page = await (await fetch(String(output.deployment_url))).text();
    expect(page).toContain("Ledger Loop");
    expect((await fetch(`${output.deployment_url}/m/moon-phases`)).status).toBe(200);
    const key = readFileSync(workspace().path(".env"), "utf8").match(/OWNER_KEY=(.+)/)?.[1];
    expect(JSON.stringify(output)).not.toContain(key);
    expect(await work({ task_id: "monitor-release", phase: "deploy", effect: "read" })).toMatchObject({
      answer_ms: [expect.any(Number), expect.any(Number), expect.any(Number)],
    });
    expect(Workspace.all(home)).toHaveLength(1);
  });

  it("reconcile finds what was launched before an interruption, and nothing otherwise", async () => {
    const { work, made, context, workspace } = worker();
    const task = aTask(DEPLOY);
    expect(await made.reconcile?.(task, context)).toBeUndefined();
    const { deployment_url } = await work(DEPLOY);
    expect((await made.reconcile?.(task, context))?.output).toMatchObject({ deployment_url });
    await new LocalHost().stop(workspace());
    expect(await made.reconcile?.(task, context)).toBeUndefined();
    expect(await work(DEPLOY)).toMatchObject({ deployment_url });
  });

  it("mends what vanished or was changed since it was written", async () => {
    const { work, workspace } = worker();
    await work({ task_id: "scaffold-project", phase: "build" });
    const { project, folder } = workspace();
    writeFileSync(join(project, "src/main.ts"), "broken(");
    rmSync(join(project, "src/kit"), { recursive: true });
    expect(await work({ task_id: "integration-test", phase: "test" })).toMatchObject({ release: 1 });
    rmSync(folder, { recursive: true });
    expect(await work(DEPLOY)).toMatchObject({ release: 1 });
    expect(existsSync(join(project, "src/kit/app.tsx"))).toBe(true);
  });

  it("a finding fails the test and keeps a release from being launched", async () => {
    const { work, workspace } = worker({
      qualityGate: async () => ({ findings: [finding], ran: ["links"] }),
    });
    const error = { code: "QUALITY_CHECK_FAILED", message: "links: leads nowhere (/help)." };
    await expect(work({ task_id: "integration-test", phase: "test" })).rejects.toMatchObject(error);
    await expect(work(DEPLOY)).rejects.toMatchObject(error);
    expect(existsSync(workspace().path("deployment.json"))).toBe(false);
  });

  it("a warning is told and does not hinder", async () => {
    const warning = { ...finding, severity: "warning" as const };
    const { work } = worker({ qualityGate: async () => ({ findings: [warning], ran: ["links"] }) });
    expect(await work({ task_id: "test-feature-1", phase: "test", feature: "Moon phases" })).toMatchObject({
      findings: [warning],
    });
  });

  it("watching a product that is down fails", async () => {
    const { work, workspace } = worker();
    const watch: StepOf = { task_id: "monitor-release", phase: "deploy", effect: "read" };
    await expect(work(watch)).rejects.toMatchObject({ code: "PRODUCT_DOWN", retryable: true });
    await work(DEPLOY);
    await new LocalHost().stop(workspace());
    await expect(work(watch)).rejects.toMatchObject({ code: "PRODUCT_DOWN" });
  });
});

it("says when the business type is unknown", async () => {
  await expect(worker().work({ task_id: "t" }, { businessType: "no_such" })).rejects.toMatchObject({
    code: "UNKNOWN_BUSINESS_TYPE",
  });
});
