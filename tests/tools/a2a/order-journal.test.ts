import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { personOf } from "../../../src/operations/person.ts";
import type { WorkReport } from "../../../src/state/work-order.ts";
import { OrderJournal } from "../../../src/tools/a2a/order-journal.ts";
import { temporaryFolder } from "../../support/services.ts";

const ADA = personOf("Ada Lovelace");
const REPORT: WorkReport = {
  kind: "genesis.work-report",
  version: 1,
  summary: "Written for Ada Lovelace.",
  documents: [{ name: "letter.md", text: "Dear Ada Lovelace" }],
  checks: [],
  deployment_url: null,
  simulated: false,
};

const keyOf = (idempotencyKey: string) => ({ businessId: "one", idempotencyKey });

/** The records of all orders. */
function filesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".json")).map((name) => join(folder, name));
}

function aJournal() {
  const home = temporaryFolder();
  const journal = new OrderJournal(home);
  const done = (name: string, report: WorkReport, agent = "https://agent.example") => {
    const key = keyOf(name);
    journal.taken(key, agent, "task-1");
    const sent = journal.read(key);
    if (sent) journal.done(key, sent, report);
  };
  return { folder: join(home, "a2a-orders"), journal, done };
}

describe("OrderJournal.erase", () => {
  it("takes the person out of reports, and keeps where the order went", () => {
    const { folder, journal, done } = aJournal();
    done("a", REPORT);
    done("b", { ...REPORT, summary: "Nobody.", documents: [] });
    expect(journal.erase(ADA, { dryRun: true })).toEqual({
      place: "a2a orders",
      found: 1,
      erased: 0,
      left: [],
    });
    expect(journal.read(keyOf("a"))?.report).toEqual(REPORT);
    expect(journal.erase(ADA, { dryRun: false })).toMatchObject({ found: 1, erased: 1, left: [] });
    expect(journal.read(keyOf("a"))).toMatchObject({
      task_id: "task-1",
      report: { summary: "Written for [erased]." },
    });
    const texts = filesIn(folder).map((file) => readFileSync(file, "utf8"));
    expect(texts.join()).not.toContain("Lovelace");
    expect(journal.erase(ADA, { dryRun: false })).toMatchObject({ found: 0 });
  });

  it("removes what is no record, and leaves an order whose agent bears the name", () => {
    const { folder, journal, done } = aJournal();
    done("a", REPORT, "https://ada-lovelace.example");
    writeFileSync(join(folder, "broken.json"), '{"report": "Ada Lovelace');
    const report = journal.erase(ADA, { dryRun: false });
    expect(report).toMatchObject({ found: 2, erased: 1 });
    expect(report.left).toHaveLength(1);
    expect(report.left[0]?.reason).toContain("on its way");
    expect(filesIn(folder)).toHaveLength(1);
    expect(journal.read(keyOf("a"))?.report).toEqual(REPORT);
  });

  it("has nothing to do where no order was sent", () => {
    expect(new OrderJournal(temporaryFolder()).erase(ADA, { dryRun: false })).toMatchObject({ found: 0 });
  });
});
