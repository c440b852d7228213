import type { LeaseKeeper } from "../runtime/lease-keeper.ts";
import type { Clock } from "../state/clock.ts";
import { GenesisError } from "../state/errors.ts";
import { TERMINAL_STATUSES } from "../state/status.ts";
import { deleteA2aTask, endedA2aTasks } from "../stores/a2a-records.ts";
import { deleteAuditLog } from "../stores/audit-log.ts";
import { deleteBudget } from "../stores/budget-ledger.ts";
import { deleteEffects } from "../stores/effect-journal.ts";
import type { Stores } from "../stores/open.ts";
import type { RequestLog } from "../stores/request-log.ts";
import type { RunRecord } from "../stores/runs.ts";

export interface PruneOptions {
  /** Runs and A2A tasks that ended longer ago than this, milliseconds. */
  readonly olderThanMs: number;
  /** Only tells what would be deleted. */
  readonly dryRun?: boolean;
}

export interface PruneReport {
  readonly pruned: readonly RunRecord[];
  /** Old enough, but kept: their request waits for a replay, or somebody is looking at them. */
  readonly kept: readonly RunRecord[];
  /** Tasks that were done for others over A2A. */
  readonly a2aTasks: number;
  readonly dryRun: boolean;
}

export interface PruneParts {
  readonly stores: Pick<Stores, "runs" | "checkpointer" | "store">;
  readonly leases: LeaseKeeper;
  readonly requests: RequestLog;
  readonly clock: Clock;
}

const MAX_LISTED = 10_000;

/**
 * Deletes what has ended. Of runs: checkpoints, effect journal, audit log, budget and record, the record last, so that
 * an interrupted prune is finished by the next. Of A2A tasks: the task, and whom was to be told of it. What runs taught
 * stays in memory, which has its own retention.
 */
export async function prune(
  parts: PruneParts,
  { olderThanMs, dryRun = false }: PruneOptions,
): Promise<PruneReport> {
  const updatedBefore = new Date(parts.clock.now() - olderThanMs).toISOString();
  const old = await parts.stores.runs.list({ statuses: TERMINAL_STATUSES, updatedBefore, limit: MAX_LISTED });
  const pruned: RunRecord[] = [];
  const kept: RunRecord[] = [];
  for (const run of old) {
    const waits = await parts.requests.get(run.business_id);
    const gone = !waits && (dryRun || (await pruneOne(parts, run.business_id)));
    (gone ? pruned : kept).push(run);
  }
  const tasks = await endedA2aTasks(parts.stores.store, updatedBefore);
  if (!dryRun) for (const task of tasks) await deleteA2aTask(parts.stores.store, task);
  return { pruned, kept, a2aTasks: tasks.length, dryRun };
}

/** False when somebody works on the run just now. */
async function pruneOne({ stores, leases }: PruneParts, businessId: string): Promise<boolean> {
  try {
    await leases.exclusively(businessId, new AbortController().signal, async () => {
      await stores.checkpointer.deleteThread(businessId);
      await deleteEffects(stores.store, businessId);
      await deleteAuditLog(stores.store, businessId);
      await deleteBudget(stores.store, businessId);
      await stores.runs.delete(businessId);
    });
    return true;
  } catch (error) {
    if (GenesisError.isInstance(error) && error.code === "RUN_BUSY") return false;
    throw error;
  }
}
