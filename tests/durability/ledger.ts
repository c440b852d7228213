import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { TaskWorker } from "../../src/state/agent.ts";
import { GenesisError } from "../../src/state/errors.ts";
import type { Effect, Task } from "../../src/state/task.ts";
import { die, type KillPoint } from "./kill-point.ts";

const EntrySchema = z.object({ key: z.string(), task: z.string(), effect: z.string() });
export type LedgerEntry = z.infer<typeof EntrySchema>;

/** What happened outside, one line an effect, in a file that no killed process can take back. */
export function readLedger(path: string): LedgerEntry[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => EntrySchema.parse(JSON.parse(line)));
}

export function irreversible(effect: Effect | string): boolean {
  return effect === "money" || effect === "deploy";
}

export interface LedgerJob {
  readonly point: KillPoint;
  readonly failsFirst: string;
  readonly forgetful: boolean;
}

/**
 * A worker whose every effect goes to the ledger, even when it is done twice; it dies at its point. The task named in
 * `failsFirst` fails in the first round, so that a run with SE-Darwin passes through `evolve-plan`.
 */
export function ledgerWorker(path: string, { point, failsFirst, forgetful }: LedgerJob): TaskWorker {
  const isNow = (task: Task, when: string) =>
    point.at === "task" && point.task === task.task_id && point.when === when;
  return {
    kind: "ledger",
    async execute(task, { idempotencyKey }) {
      // Work of different length, so that tasks overlap.
      await new Promise((resolve) => setTimeout(resolve, task.title.length % 5));
      if (isNow(task, "before")) die();
      if (task.task_id === failsFirst && idempotencyKey.endsWith(":1")) {
        throw new GenesisError("NO_LUCK", "It did not work the first time.", { hint: "-" });
      }
      const entry: LedgerEntry = { key: idempotencyKey, task: task.task_id, effect: task.effect };
      appendFileSync(path, `${JSON.stringify(entry)}\n`);
      if (isNow(task, "effect")) die();
      return resultOf(task);
    },
    async reconcile(task, { idempotencyKey }) {
      const happened = readLedger(path).some(({ key }) => key === idempotencyKey);
      return happened && !forgetful ? resultOf(task) : undefined;
    },
  };
}

function resultOf(task: Task) {
  const output =
    task.effect === "deploy" ? { deployment_url: "https://killed.vercel.app" } : { done: task.task_id };
  return { output, simulated: false };
}
