import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { GenesisState } from "../../src/state/genesis-state.ts";
import { type RunEvent, RunEventSchema } from "../../src/state/run-event.ts";
import { appendEvents, eventKeeper, reportFolder, writeReport } from "../../src/tools/report/write-report.ts";
import { Workspace } from "../../src/tools/workspace.ts";
import { temporaryFolder } from "../support/services.ts";

const MADE = "0b7e61d2-3c4f-4a5b-8c9d-0e1f2a3b4c5d";
const IMPROVING = "6e2a1f0c-59d4-4b8e-9a43-1f2e3d4c5b6a";
const at = "2026-01-31T12:00:00.000Z";
const begun: RunEvent = { type: "node.started", business_id: MADE, at, node: "intake" };

function homeWithBusiness() {
  const home = temporaryFolder();
  return { home, workspace: Workspace.open({ home, businessId: MADE, businessName: "Ledger Loop" }) };
}

describe("the folder of a report", () => {
  it("is named for the run and stands with the product, also that of an improvement", () => {
    const { home, workspace } = homeWithBusiness();
    const real = { execution_mode: "real", improves: null };
    expect(reportFolder(home, { ...real, business_id: MADE })).toBe(workspace.path("reports", MADE));
    expect(reportFolder(home, { ...real, business_id: IMPROVING, improves: MADE })).toBe(
      workspace.path("reports", IMPROVING),
    );
  });

  it("is nowhere for a simulated run, and for one that ended before it had a product", () => {
    const { home } = homeWithBusiness();
    const run = { business_id: MADE, improves: null };
    expect(reportFolder(home, { ...run, execution_mode: "simulated" })).toBeUndefined();
    expect(reportFolder(temporaryFolder(), { ...run, execution_mode: "real" })).toBeUndefined();
  });
});

describe("writing a report", () => {
  it("writes over what was there and leaves nothing else behind", () => {
    const folder = join(temporaryFolder(), "a/b");
    writeReport(folder, new Map([["report.md", "old"]]));
    const files = new Map([
      ["report.md", "new"],
      ["plan.svg", "<svg/>"],
    ]);
    expect(writeReport(folder, files)).toEqual([join(folder, "report.md"), join(folder, "plan.svg")]);
    writeReport(folder, files);
    expect(readdirSync(folder).sort()).toEqual(["plan.svg", "report.md"]);
    expect(readFileSync(join(folder, "report.md"), "utf8")).toBe("new");
  });
});

describe("the event log of a run", () => {
  const lines = (folder: string) =>
    readFileSync(join(folder, "events.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => RunEventSchema.parse(JSON.parse(line)));

  it("has a line for each event, those of a resumed run after those before", () => {
    const folder = temporaryFolder();
    appendEvents(folder, [begun]);
    appendEvents(folder, [{ ...begun, node: "recall-context" }]);
    expect(lines(folder)).toEqual([begun, { ...begun, node: "recall-context" }]);
  });

  it("keeps credentials and personal data out, and ids in", () => {
    const folder = temporaryFolder();
    const key = `sk-${"proj"}-abcdefgh12345678`;
    const message = `Failed for ada@example.com with ${key}, card 4111 1111 1111 1111`;
    appendEvents(folder, [{ type: "warning", business_id: MADE, at, code: "X", message }]);
    const text = readFileSync(join(folder, "events.jsonl"), "utf8");
    for (const secret of ["ada@example.com", key, "4111"]) expect(text).not.toContain(secret);
    expect(lines(folder)[0]).toMatchObject({ business_id: MADE, at });
  });

  it("is written for what really ran, also when it did not come to its end", async () => {
    const { home, workspace } = homeWithBusiness();
    const log = { warn: vi.fn() };
    const keep = eventKeeper(home, log);
    const state = async () =>
      ({ business_id: MADE, improves: null, execution_mode: "real" }) as unknown as GenesisState;
    const started: RunEvent = {
      type: "run.started",
      business_id: MADE,
      at,
      business_type: "saas_tool",
      resumed: true,
    };
    await keep([started], state);
    expect(readdirSync(workspace.folder)).not.toContain("reports");
    await keep([started, begun], state);
    expect(lines(workspace.path("reports", MADE))).toEqual([started, begun]);
    expect(log.warn).not.toHaveBeenCalled();
  });

  it("costs a line in the log when it can't be written, never the run", async () => {
    const { home, workspace } = homeWithBusiness();
    writeFileSync(workspace.path("reports"), "a file where the folder should be");
    const log = { warn: vi.fn() };
    const state = async () =>
      ({ business_id: MADE, improves: null, execution_mode: "real" }) as unknown as GenesisState;
    await eventKeeper(home, log)([begun], state);
    expect(log.warn).toHaveBeenCalledOnce();
  });
});
