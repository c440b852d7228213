import { resolve } from "node:path";
import { loadConfig } from "../../config/config.ts";
import { type RecoveryStep, recover as recoverySteps } from "../../operations/recover.ts";
import { assertAdmitting, replayable } from "../../operations/replay.ts";
import type { BusinessRun } from "../../runtime/business-run.ts";
import { GenesisError } from "../../state/errors.ts";
import { restoreStores } from "../../stores/open.ts";
import type { RequestRecord } from "../../stores/request-log.ts";
import { followRuns } from "../follow-run.ts";
import { READS, withGenesis } from "../open-genesis.ts";
import { type Console, printJson, printLine } from "../output.ts";
import type { BackupCommand, PruneCommand, ReplayCommand, RestoreCommand } from "../parsers/maintenance.ts";
import { painter, printable, table, wantsColours } from "../text.ts";

/** `genesis replay`: the queue of guide 23.2. */
export async function replay({ id, list, budget, json }: ReplayCommand, console: Console): Promise<number> {
  if (list) return withGenesis(async (genesis) => showWaiting(await genesis.waiting(), console, json), READS);
  return withGenesis(async (genesis) => {
    const waiting = await genesis.waiting();
    await assertAdmitting(genesis.flags);
    const { due, givenUp } = replayable(waiting);
    const chosen = id === undefined ? due : [named(waiting, id)];
    if (!json && id === undefined && givenUp.length > 0) {
      const ids = givenUp.map(({ business_id }) => business_id.slice(0, 8)).join(", ");
      console.stderr.write(
        `left alone, because they failed too often or ran out of budget: ${ids} (genesis replay <id>)\n`,
      );
    }
    const runs = chosen.map(
      (record) => (): BusinessRun => genesis.replay(record, { ...(budget && { budget }) }),
    );
    return followRuns(runs, console, { json, none: "Nothing waits for a replay." });
  });
}

function named(waiting: readonly RequestRecord[], start: string): RequestRecord {
  const [match, another] = waiting.filter(({ business_id }) => business_id.startsWith(start.toLowerCase()));
  if (match && !another) return match;
  throw new GenesisError(
    "RUN_NOT_FOUND",
    `${match ? "Several requests wait" : "No request waits"} as "${start}".`,
    {
      hint: "genesis replay --list shows what waits.",
    },
  );
}

function showWaiting(waiting: readonly RequestRecord[], console: Console, json: boolean): number {
  if (json) printJson(console, waiting);
  else if (waiting.length === 0) printLine(console, "Nothing waits for a replay.");
  else {
    const rows = waiting.map(({ business_id, request, code, attempts, created_at }) => [
      business_id.slice(0, 8),
      printable(String(request.business_type)),
      code ?? "",
      String(attempts),
      created_at.slice(0, 16).replace("T", " "),
    ]);
    printLine(console, table([["ID", "TYPE", "WHY", "RUNS", "CREATED (UTC)"], ...rows]));
  }
  return 0;
}

/** `genesis recover`: the runbook of guide 23.2. */
export async function recover({ json }: { json: boolean }, console: Console): Promise<number> {
  return withGenesis(async (genesis) => {
    const steps: RecoveryStep[] = [];
    const paint = painter(wantsColours(console.stdout));
    for await (const step of recoverySteps(genesis)) {
      steps.push(step);
      const mark = step.state === "ok" ? paint("green", "✓") : paint("red", "✗");
      if (!json) printLine(console, `${mark} ${step.step.padEnd(16)} ${step.detail}`);
    }
    if (json) printJson(console, { steps });
    return steps.some(({ state }) => state === "problem") ? 1 : 0;
  });
}

/** `genesis prune`: whole finished runs, and ended A2A tasks. */
export async function prune({ olderThanMs, dryRun, json }: PruneCommand, console: Console): Promise<number> {
  return withGenesis(async (genesis) => {
    const report = await genesis.prune({ olderThanMs, dryRun });
    if (json) printJson(console, report);
    else {
      const verb = dryRun ? "would be deleted" : "deleted";
      for (const { business_id, status, name } of report.pruned) {
        printLine(console, `${business_id.slice(0, 8)}  ${status}  ${printable(name)}`);
      }
      const kept =
        report.kept.length > 0 ? `; ${report.kept.length} kept, their requests wait for a replay` : "";
      const runs = `${report.pruned.length} ${report.pruned.length === 1 ? "run" : "runs"} ${verb}${kept}`;
      const { a2aTasks } = report;
      const tasks = a2aTasks > 0 ? `; ${a2aTasks} A2A ${a2aTasks === 1 ? "task" : "tasks"} ${verb}` : "";
      printLine(console, `${runs}${tasks}`);
    }
    return 0;
  });
}

/** `genesis backup`. */
export async function backup({ file, json }: BackupCommand, console: Console): Promise<number> {
  return withGenesis(async (genesis) => {
    const path = resolve(file);
    await genesis.backup(path);
    if (json) printJson(console, { file: path });
    else
      printLine(
        console,
        `Everything that is stored was written to ${path}. It holds what users wrote: keep it private.`,
      );
    return 0;
  });
}

/** `genesis restore`. Needs no working database, only the backup. */
export async function restore({ file, json }: RestoreCommand, console: Console): Promise<number> {
  const aside = await restoreStores(loadConfig(), resolve(file));
  if (json) printJson(console, { restored: resolve(file), previous: aside ?? null });
  else {
    printLine(console, `Restored from ${resolve(file)}.`);
    if (aside) printLine(console, `What was there before is in ${aside}.`);
  }
  return 0;
}
