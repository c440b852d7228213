import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { eraseReports } from "../../src/tools/report/erase-reports.ts";
import { aWorkspace } from "../support/products.ts";
import { temporaryFolder } from "../support/services.ts";

/** A home with the reports of two runs of one business; the second is about Ada. */
function aHome() {
  const home = temporaryFolder();
  const workspace = aWorkspace(home);
  const folder = (run: string) => workspace.path("reports", run);
  for (const [run, text] of [
    ["run-1", "Nobody"],
    ["run-2", "Ada Lovelace"],
  ] as const) {
    mkdirSync(folder(run), { recursive: true });
    writeFileSync(join(folder(run), "report.md"), text);
    writeFileSync(join(folder(run), "events.jsonl"), "{}");
  }
  return { home, folder };
}

const names = (text: string) => text.includes("Ada");
const all = { dryRun: false, untouched: new Set<string>() };

it("removes the reports that name somebody, and no others", () => {
  const { home, folder } = aHome();
  expect(eraseReports(home, names, all)).toEqual(["run-2"]);
  expect([existsSync(folder("run-1")), existsSync(folder("run-2"))]).toEqual([true, false]);
  expect(eraseReports(home, names, all)).toEqual([]);
});

it("leaves everything in a dry run, and what belongs to a run that is kept", () => {
  const { home, folder } = aHome();
  expect(eraseReports(home, names, { ...all, dryRun: true })).toEqual(["run-2"]);
  expect(eraseReports(home, names, { ...all, untouched: new Set(["run-2"]) })).toEqual([]);
  expect(existsSync(folder("run-2"))).toBe(true);
});

it("has nothing to do where nothing was built", () => {
  expect(eraseReports(temporaryFolder(), names, all)).toEqual([]);
});
