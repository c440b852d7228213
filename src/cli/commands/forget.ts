import type { ForgetReport } from "../../operations/forget.ts";
import type { LeftInPlace, PlaceReport } from "../../state/erasure.ts";
import { EXIT } from "../exit-codes.ts";
import { openGenesis } from "../open-genesis.ts";
import { type Console, printJson, printLine } from "../output.ts";
import type { ForgetCommand } from "../parsers/maintenance.ts";
import { printable, table } from "../text.ts";

/** `genesis forget`: the right to erasure. What is printed names places and runs, never the person. */
export async function forget({ person, dryRun, json }: ForgetCommand, console: Console): Promise<number> {
  const genesis = await openGenesis();
  try {
    const report = await genesis.forget({ person, dryRun });
    if (json) printJson(console, report);
    else for (const line of forgetLines(report)) printLine(console, line);
    return report.dry_run || report.complete ? 0 : EXIT.failed;
  } finally {
    await genesis.close();
  }
}

/** What was found, a line a place; what stays, with the reason and what can be done about it; how it stands now. */
function forgetLines({ dry_run, places, scrubbed, complete }: ForgetReport): string[] {
  const busy =
    "Another process uses the database, which may still hold what was overwritten: repeat this later.";
  if (places.length === 0) {
    const nothing = "Nothing that is kept names this person.";
    return dry_run || scrubbed ? [nothing] : [nothing, busy];
  }
  const rows = places.map((place) => rowOf(place, dry_run));
  const lines = table([["PLACE", "FOUND", dry_run ? "TO ERASE" : "ERASED", "LEFT", "RUNS"], ...rows]);
  const left = places.flatMap((place) => place.left.map((one) => leftLine(place, one)));
  if (complete) return [lines, "Nothing is left of this person here. Backups and logs are not touched."];
  const closing = dry_run
    ? "Nothing was changed."
    : left.length > 0
      ? "Something of this person is left."
      : "";
  return [lines, ...left, ...(dry_run || scrubbed ? [] : [busy]), closing].filter((line) => line !== "");
}

function rowOf({ place, found, erased, runs = [], left }: PlaceReport, dryRun: boolean): string[] {
  const ids = runs.map((id) => id.slice(0, 8)).join(" ");
  return [place, String(found), String(dryRun ? found - left.length : erased), String(left.length), ids];
}

function leftLine({ place }: PlaceReport, { what, reason, next }: LeftInPlace): string {
  return `left in ${place}: ${printable(what)} ${printable(reason)}. ${next}`;
}
