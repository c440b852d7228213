import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { localWorker } from "../../../src/services.ts";
import { RunEventSchema } from "../../../src/state/run-event.ts";
import { loadArchetypes } from "../../../src/templates/archetypes.ts";
import { Workspace } from "../../../src/tools/workspace.ts";
import { realGenesis } from "../../support/real-runs.ts";
import { aRequirements } from "../../support/requirements.ts";
import { temporaryFolder } from "../../support/services.ts";
import { aTask } from "../../support/tasks.ts";

const OutputSchema = z.object({
  summary: z.string().regex(/\.$/),
  checks: z.array(z.string()).min(1),
  findings: z.array(
    z.object({ check: z.string(), severity: z.string(), where: z.string(), message: z.string() }),
  ),
});
const FINDING = { check: "weight", severity: "warning", where: "/", message: "It is heavy." } as const;

it("a real run leaves its report: every task tells what it did, checked and found", {
  timeout: 60_000,
}, async () => {
  const home = temporaryFolder();
  const builtIn = localWorker({ home }, loadArchetypes(), {
    qualityGate: async () => ({ findings: [FINDING], ran: ["weight"] }),
  });
  const { genesis } = await realGenesis({ workers: { builtIn } }, home);
  const requirements = { name: "Ledger Loop", mvp_features: ["User authentication", "Shift rota"] };
  const result = await genesis.createBusiness("saas_tool", requirements, { seed: 3 });
  expect(result.status).toBe("SUCCESS");
  for (const { output } of result.task_results) expect(OutputSchema.parse(output)).toBeDefined();

  const folder = String(result.metadata.report_folder);
  const markdown = readFileSync(join(folder, "report.md"), "utf8");
  expect(markdown).toMatch(/\| User authentication \| The block "[^"]+"(?:, used at \/[^ ]*)?\. \|/);
  expect(markdown).toMatch(/\| Shift rota \| A records module made for it, used at \/m\/shift-rota\. \|/);
  expect(markdown.split("| weight | warning | / | It is heavy. |")).toHaveLength(2);
  expect(markdown).toContain("SUCCESS");

  const events = readFileSync(join(folder, "events.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => RunEventSchema.parse(JSON.parse(line)));
  expect(events[0]?.type).toBe("run.started");
  expect(events.at(-1)).toMatchObject({ type: "run.finished", result: { status: "SUCCESS" } });
  // Asking for the result again is nothing that happened in the run.
  await genesis.resume(result.business_id);
  expect(readFileSync(join(folder, "events.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(
    events.length,
  );
});

it("a run that fails leaves its report too; one that can't be written is a warning", {
  timeout: 60_000,
}, async () => {
  const home = temporaryFolder();
  const error = { ...FINDING, severity: "error" } as const;
  const builtIn = localWorker({ home }, loadArchetypes(), {
    qualityGate: async () => ({ findings: [error], ran: ["weight"] }),
  });
  const { genesis } = await realGenesis({ workers: { builtIn } }, home);
  const failed = await genesis.createBusiness("saas_tool", { name: "Ledger Loop" }, { seed: 3 });
  expect(failed.status).toBe("FAILED");
  const file = join(String(failed.metadata.report_folder), "report.md");
  expect(readFileSync(file, "utf8")).toContain("FAILED");

  const { genesis: other, home: blockedHome } = await realGenesis();
  const run = other.createBusiness("saas_tool", { name: "Tally Desk" }, { seed: 3 });
  const identity = { home: blockedHome, businessId: run.businessId, businessName: "Tally Desk" };
  writeFileSync(Workspace.open(identity).path("reports"), "no folder");
  const result = await run;
  expect(result).toMatchObject({ status: "SUCCESS", metadata: { report_folder: null } });
  expect(result.metadata.warnings).toContainEqual(expect.objectContaining({ code: "REPORT_NOT_WRITTEN" }));
});

it("an improvement keeps the name of the business", async () => {
  const home = temporaryFolder();
  const businessId = "0b7e61d2-3c4f-4a5b-8c9d-0e1f2a3b4c5d";
  Workspace.open({ home, businessId, businessName: "Ledger Loop" });
  const worker = localWorker({ home }, loadArchetypes());
  const context = {
    businessId: "6e2a1f0c-59d4-4b8e-9a43-1f2e3d4c5b6a",
    businessName: "Another Name",
    businessType: "saas_tool",
    improves: businessId,
    requirements: aRequirements({ name: "Another Name" }),
    agentId: "builder",
    idempotencyKey: "k",
    seed: 1,
    signal: new AbortController().signal,
    inputs: {},
  };
  await expect(worker.execute(aTask({ task_id: "scaffold-project" }), context)).rejects.toMatchObject({
    code: "IMPROVES_ANOTHER",
  });
});
