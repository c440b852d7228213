import type { ForgetReport } from "../../operations/forget.ts";
import { EXIT } from "../exit-codes.ts";
import { openGenesis } from "../open-genesis.ts";
import { type Console, printJson, printLine } from "../output.ts";
import type { ForgetCommand } from "../parsers/maintenance.ts";

/** `genesis forget`: the right to erasure. What is printed names places and runs, never the person. */
export async function forget({ person, dryRun, json }: ForgetCommand, console: Console): Promise<number> {
  const genesis = await openGenesis();
  try {
    const report = await genesis.forget({ person, dryRun });
    if (json) printJson(console, report);
    else for (const line of lines(report)) printLine(console, line);
    return report.dry_run || report.complete ? 0 : EXIT.failed;
  } finally {
    await genesis.close();
  }
}

function lines({
  dry_run,
  records,
  outbox,
  reports,
  runs,
  kept,
  scrubbed,
  complete,
}: ForgetReport): string[] {
  const verb = dry_run ? "would be changed" : "changed";
  const places = [...Object.entries(records), ["outbox", outbox] as const].filter(([, count]) => count > 0);
  const changed = [
    ...places.map(([place, count]) => `${place.padEnd(10)} ${count} ${verb}`),
    ...reports.map((id) => `report     of ${id.slice(0, 8)} ${dry_run ? "would be removed" : "removed"}`),
    ...runs.map(
      (id) => `run        ${id.slice(0, 8)} ${verb}, its steps ${dry_run ? "would go" : "are gone"}`,
    ),
    ...kept.map(({ business_id, reason }) => `run        ${business_id.slice(0, 8)} kept: ${reason}`),
  ];
  if (changed.length === 0) return ["Nothing that is kept names this person."];
  if (dry_run) return changed;
  if (complete) return [...changed, "Nothing is left of this person here. Backups and logs are not touched."];
  const unfinished = kept.length > 0 ? ["End the runs that were kept, then repeat this."] : [];
  const busy = scrubbed ? [] : ["Another process uses the database: repeat this when it has ended."];
  return [...changed, ...unfinished, ...busy];
}
