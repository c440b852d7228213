import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import type { BusinessCreationResult } from "../../../src/state/business.ts";
import { readDeployment } from "../../../src/tools/deployment.ts";
import { checkTypes } from "../../../src/tools/quality/type-check.ts";
import { readRemote } from "../../../src/tools/remote-host.ts";
import { Workspace } from "../../../src/tools/workspace.ts";
import { FakeVercel } from "../../support/fake-vercel.ts";
import { realGenesis } from "../../support/real-runs.ts";
import { temporaryFolder } from "../../support/services.ts";

async function launching(env: Record<string, string> = {}, options = {}) {
  const fake = await FakeVercel.start();
  const home = temporaryFolder();
  const sources = {
    env: {
      GENESIS_HOME: home,
      GENESIS_EXECUTION_MODE: "real",
      GENESIS_QUALITY_CHECKS: "false",
      GENESIS_MAX_EVOLUTIONS: "0",
      RUN_GENESIS_FULL_E2E: "true",
      VERCEL_TOKEN: fake.token,
      VERCEL_API_URL: fake.apiUrl,
      ...env,
    },
  };
  const { genesis } = await realGenesis({ sources, ...options }, home);
  const workspace = () => Workspace.all(home)[0] as Workspace;
  return { fake, genesis, workspace };
}

const deployTask = ({ task_results }: BusinessCreationResult) =>
  task_results.find(({ output }) => "release" in output && "digest" in output);

const create = (genesis: Awaited<ReturnType<typeof launching>>["genesis"]) =>
  genesis.createBusiness("landing_page_waitlist", { name: "Ledger Loop" }, { seed: 3 });

describe("a real run with Vercel", { timeout: 120_000 }, () => {
  it("ends live at Vercel, with the preview here and a receipt", async () => {
    const { fake, genesis, workspace } = await launching();
    const result = await create(genesis);
    const [project] = fake.projects.values();
    expect(result).toMatchObject({ status: "SUCCESS", deployment_url: `http://${project?.site.host}` });
    expect(fake.created).toHaveLength(1);
    const record = readRemote(workspace());
    expect(record).toMatchObject({ state: "live", live: { deployment_id: fake.created[0], release: 1 } });
    expect(deployTask(result)?.output).toMatchObject({
      deployment_url: record?.live?.url,
      preview_url: readDeployment(workspace())?.url,
      remote: { host: "vercel", deployment_id: fake.created[0], digest: readDeployment(workspace())?.digest },
      warnings: [expect.stringContaining("lost whenever an instance ends")],
    });
    expect(result.metadata.warnings).toContainEqual({
      code: "TASK_WARNING",
      message: expect.stringContaining("lost whenever an instance ends"),
    });
    const { OWNER_KEY = "" } = Object.fromEntries(
      readFileSync(workspace().path(".env"), "utf8")
        .split("\n")
        .map((line) => line.split("=")),
    );
    expect(project?.env.get("OWNER_KEY")?.value).toBe(OWNER_KEY);
    for (const bytes of [...fake.deployments.values()].flatMap(({ files }) => [...files.values()])) {
      expect(bytes.includes(OWNER_KEY)).toBe(false);
    }
    const told = JSON.stringify(result);
    for (const value of [OWNER_KEY, fake.token]) expect(told).not.toContain(value);

    const improved = await genesis.improve(result.business_id, { features: ["Expense forecasting"] });
    expect(improved).toMatchObject({ status: "SUCCESS", deployment_url: result.deployment_url });
    expect(fake.created).toHaveLength(2);
    expect(fake.projects.size).toBe(1);
    expect(await (await fetch(result.deployment_url ?? "")).text()).toContain("Ledger Loop");
  });

  it("uploads an entry that starts as Vercel starts it, and that the compiler accepts", async () => {
    const { genesis, workspace } = await launching();
    await create(genesis);
    const { project } = workspace();
    const release = workspace().path("releases/1");
    expect((await checkTypes(project)).map(({ message }) => message)).toEqual([]);
    await build({
      entryPoints: [join(project, "src/index.ts")],
      outfile: join(release, "dist/index.js"),
      bundle: true,
      packages: "external",
      format: "esm",
      platform: "node",
      jsx: "automatic",
      jsxImportSource: "hono/jsx",
      tsconfigRaw: {},
    });
    const script = `const { default: app } = await import("./dist/index.js");
      const page = await app.fetch(new Request("https://ledger.vercel.app/"));
      process.stdout.write(page.status + (await page.text()));
      process.exit(0);`;
    const env = {
      PATH: process.env.PATH ?? "",
      VERCEL: "1",
      BASE_URL: "https://ledger.vercel.app",
      DATA_FOLDER: temporaryFolder(),
      OWNER_KEY: "an-owner-key-for-this-test",
      SESSION_SECRET: "a-session-secret-for-this",
    };
    const arguments_ = ["--input-type=module", "-e", script];
    const { stdout } = await promisify(execFile)(process.execPath, arguments_, { cwd: release, env });
    expect(stdout).toMatch(/^200<!DOCTYPE html>/i);
    expect(stdout).toContain("https://ledger.vercel.app/");
  });

  it("fails with the code, the stage and what to do when Vercel can't build it", async () => {
    const { fake, genesis, workspace } = await launching();
    fake.build = "error";
    const result = await create(genesis);
    const task = result.task_results.find(({ error_code }) => error_code === "VERCEL_BUILD_FAILED");
    expect(result.status).toBe("FAILED");
    expect(task?.error).toMatch(/stage "build".*failed: No entrypoint found/);
    expect(task?.error).toContain("Read the build log at Vercel");
    expect(task?.error).not.toContain(fake.token);
    expect(task?.attempts).toBe(1);
    expect([fake.projects.size, fake.deployments.size, fake.created.length]).toEqual([0, 0, 1]);
    expect(readRemote(workspace())?.state).toBe("removed");
  });

  it.each([
    ["without the switch", { RUN_GENESIS_FULL_E2E: "false" }],
    ["without a token", { VERCEL_TOKEN: "" }],
  ])("%s stays on this machine", async (_name, env) => {
    const { fake, genesis, workspace } = await launching(env);
    const result = await create(genesis);
    expect(result).toMatchObject({ status: "SUCCESS", deployment_url: readDeployment(workspace())?.url });
    expect(deployTask(result)?.output).not.toHaveProperty("preview_url");
    expect(fake.requests).toEqual([]);
    expect(readRemote(workspace())).toBeUndefined();
  });

  it("deploys nothing before a person has approved it", async () => {
    let asked = 0;
    let requestsBefore = -1;
    const box: { fake?: FakeVercel } = {};
    const approve = async ({ requests }: { requests: readonly { request_id: string }[] }) => {
      asked = requests.length;
      requestsBefore = box.fake?.requests.length ?? -1;
      return { decisions: requests.map(({ request_id }) => ({ request_id, decision: "reject" as const })) };
    };
    const { fake, genesis } = await launching({}, { approve });
    box.fake = fake;
    const result = await genesis.createBusiness(
      "landing_page_waitlist",
      { name: "Ledger Loop" },
      { seed: 3, autonomous: false },
    );
    expect(asked).toBeGreaterThan(0);
    expect(requestsBefore).toBe(0);
    expect(result.status).toBe("BLOCKED");
    expect(fake.requests).toEqual([]);
  });
});
