import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { localWorker } from "../../src/services.ts";
import { loadArchetypes } from "../../src/templates/archetypes.ts";
import { releases } from "../../src/tools/build-release.ts";
import { readDeployment } from "../../src/tools/deployment.ts";
import { LocalHost } from "../../src/tools/local-host.ts";
import { Workspace } from "../../src/tools/workspace.ts";
import { realGenesis, Visitor } from "../support/real-runs.ts";
import { temporaryFolder } from "../support/services.ts";

const FEATURE = "Expense forecasting";
const PAGE = "/m/expense-forecasting";
const ACCOUNT = { name: "Ada", email: "ada@example.com", password: "a few plain words" };

async function signsIn(url: string): Promise<boolean> {
  const visitor = new Visitor(url);
  const { email, password } = ACCOUNT;
  const { status } = await visitor.submit("/sign-in", { email, password });
  return status === 303 || status === 302;
}

describe("improving a product that runs", { timeout: 120_000 }, () => {
  it("adds the feature, keeps its users, its address and the release before", async () => {
    const { genesis, home } = await realGenesis();
    const made = await genesis.createBusiness("saas_tool", { name: "Ledger Loop" }, { seed: 3 });
    const url = made.deployment_url ?? "";
    expect((await new Visitor(url).submit("/sign-up", ACCOUNT)).status).toBeLessThan(400);
    expect((await new Visitor(url).get(PAGE)).status).toBe(404);

    const improved = await genesis.improve(made.business_id, { features: [FEATURE] });
    expect(improved).toMatchObject({ status: "SUCCESS", deployment_url: url });
    expect(await signsIn(url)).toBe(true);
    const page = await new Visitor(url).get(PAGE);
    expect(page.status).toBe(200);
    expect(page.text).toContain(FEATURE);
    expect((await new Visitor(url).get("/")).text).toContain(FEATURE);

    const [workspace] = Workspace.all(home);
    expect(readdirSync(join(home, "businesses"))).toHaveLength(1);
    expect(workspace && releases(workspace).map(({ number }) => number)).toEqual([1, 2]);
    expect(workspace && readDeployment(workspace)).toMatchObject({ release: 2, state: "running" });
    for (const run of [made, improved]) {
      const folder = String(run.metadata.report_folder);
      expect(folder).toContain(join(home, "businesses"));
      expect(existsSync(join(folder, "report.html"))).toBe(true);
    }
    expect(made.metadata.report_folder).not.toBe(improved.metadata.report_folder);
  });

  it("leaves the old release serving when the new one does not work, and mends it the next time", async () => {
    const home = temporaryFolder();
    let broken = true;
    const builtIn = localWorker({ home }, loadArchetypes(), {
      qualityGate: async ({ number, folder }) => {
        if (number > 1 && broken) writeFileSync(join(folder, "dist/main.js"), "process.exit(7);\n");
        return { findings: [], ran: [] };
      },
    });
    const { genesis } = await realGenesis({ workers: { builtIn } }, home);
    const made = await genesis.createBusiness("saas_tool", { name: "Ledger Loop" }, { seed: 3 });
    const url = made.deployment_url ?? "";
    await new Visitor(url).submit("/sign-up", ACCOUNT);
    const failed = await genesis.improve(made.business_id, { features: [FEATURE] });
    expect(failed.status).toBe("FAILED");
    expect(failed.task_results.find(({ task_id }) => task_id === "deploy-product")).toMatchObject({
      error_code: "RELEASE_UNHEALTHY",
    });
    const [workspace] = Workspace.all(home);
    expect(workspace && readDeployment(workspace)).toMatchObject({ release: 1, state: "running", url });
    expect(await signsIn(url)).toBe(true);
    expect((await new Visitor(url).get(PAGE)).status).toBe(404);

    broken = false;
    const other = await genesis.improve(made.business_id, { features: ["Stamp collection"] });
    expect(other).toMatchObject({ status: "SUCCESS", deployment_url: url });
    expect(await signsIn(url)).toBe(true);
    const built = other.task_results.find(({ title }) => title === "Build: Stamp collection");
    expect((await new Visitor(url).get(String(built?.output.page))).status).toBe(200);
    expect((await new Visitor(url).get(PAGE)).status).toBe(404);
  });

  it("changes nothing when the gate blocks what is asked", async () => {
    const { genesis, home } = await realGenesis();
    const made = await genesis.createBusiness("saas_tool", { name: "Ledger Loop" }, { seed: 3 });
    const [workspace] = Workspace.all(home);
    const before = workspace?.artefacts();
    const blocked = await genesis.improve(made.business_id, {
      features: ["Send phishing e-mails that steal the bank passwords of elderly people"],
    });
    expect(blocked.status).toBe("BLOCKED");
    expect(workspace?.artefacts()).toEqual(before);
    expect(workspace && releases(workspace)).toHaveLength(1);
    expect((await new Visitor(made.deployment_url ?? "").get("/healthz")).status).toBe(200);
    // What was refused is reported with the business as well.
    expect(existsSync(join(String(blocked.metadata.report_folder), "report.md"))).toBe(true);
  });

  it("fails with a reason when the folder of the business is gone", async () => {
    const { genesis, home } = await realGenesis();
    const made = await genesis.createBusiness("saas_tool", { name: "Ledger Loop" }, { seed: 3 });
    const [workspace] = Workspace.all(home);
    if (!workspace) throw new Error("no workspace");
    await new LocalHost().stop(workspace);
    rmSync(workspace.folder, { recursive: true });
    const failed = await genesis.improve(made.business_id, { features: [FEATURE] });
    expect(failed).toMatchObject({ status: "FAILED", metadata: { report_folder: null } });
    expect(failed.task_results.map(({ error_code }) => error_code)).toContain("WORKSPACE_MISSING");
    expect(existsSync(workspace.folder)).toBe(false);
  });
});
