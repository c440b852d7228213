import type { TaskWorker, WorkContext, WorkResult } from "../../state/agent.ts";
import { GenesisError } from "../../state/errors.ts";
import type { Task } from "../../state/task.ts";
import type { EffectJournal, EffectKey } from "../../stores/effect-journal.ts";

export interface OnceOnlyOptions {
  /** undefined: there is no store to keep intents in, so nothing irreversible may be done. */
  readonly journal: EffectJournal | undefined;
  /** Throws when another process drives the run. */
  readonly fence: ((businessId: string) => Promise<void>) | undefined;
}

/**
 * A worker whose money and deploy effects happen at most once: intent, effect, receipt. After a crash or an error in
 * between, the outcome is read from the outside by `reconcile`, and never assumed (design 3).
 */
export function onceOnly(worker: TaskWorker, { journal, fence }: OnceOnlyOptions): TaskWorker {
  if (worker.touchesNothing) return worker;
  return {
    kind: worker.kind,
    async execute(task, context) {
      if (task.effect !== "money" && task.effect !== "deploy") return worker.execute(task, context);
      if (!journal) throw noJournal(task);
      const { businessId, idempotencyKey } = context;
      const key = { businessId, taskId: task.task_id, idempotencyKey };
      await fence?.(businessId);
      const known = await settle(worker, task, context, { journal, key });
      if (known) return known;
      await journal.intend(key);
      const result = await worker.execute(task, context);
      await journal.complete(key, result);
      return result;
    },
  };
}

/** The result of the effect if it has happened already. */
async function settle(
  worker: TaskWorker,
  task: Task,
  context: WorkContext,
  { journal, key }: { readonly journal: EffectJournal; readonly key: EffectKey },
): Promise<WorkResult | undefined> {
  const standing = await journal.standing(key);
  if (standing.state === "done") return standing.result;
  if (standing.state === "new") return undefined;
  if (!worker.reconcile) throw outcomeUnknown(task);
  const found = await worker.reconcile(task, context);
  if (found) await journal.complete(key, found);
  return found;
}

function outcomeUnknown({ task_id, effect }: Task): GenesisError {
  return new GenesisError(
    "EFFECT_OUTCOME_UNKNOWN",
    `Task "${task_id}" was interrupted in its ${effect} effect, and the worker can't tell whether it happened.`,
    { category: "third_party", hint: "Look at the outside service; then start a new run." },
  );
}

function noJournal({ task_id, effect }: Task): GenesisError {
  return new GenesisError(
    "EFFECT_JOURNAL_MISSING",
    `Task "${task_id}" has a ${effect} effect, and the graph runs without a store to journal it in.`,
    { category: "system", hint: "Compile the graph with a store." },
  );
}
