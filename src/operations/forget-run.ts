import type { CheckpointTuple } from "@langchain/langgraph-checkpoint";
import type { LeaseKeeper } from "../runtime/lease-keeper.ts";
import type { Clock } from "../state/clock.ts";
import type { Person } from "../state/erasure.ts";
import { GenesisError } from "../state/errors.ts";
import { AuditLog } from "../stores/audit-log.ts";
import type { Stores } from "../stores/open.ts";
import type { RunRecord } from "../stores/runs.ts";

interface RunParts {
  readonly stores: Stores;
  readonly leases: LeaseKeeper;
  readonly clock: Clock;
}

/** Whether a person is named in a run's record, its approvals or any of its checkpoints. */
export async function isNamedInRun(
  { checkpointer, store }: Pick<Stores, "checkpointer" | "store">,
  record: RunRecord,
  person: Person,
): Promise<boolean> {
  if (person.count(record) > 0) return true;
  if (person.count(await new AuditLog(store, record.business_id).entries()) > 0) return true;
  for await (const tuple of checkpointer.list(threadOf(record))) if (namedIn(tuple, person)) return true;
  return false;
}

function namedIn({ checkpoint, metadata, pendingWrites }: CheckpointTuple, person: Person): boolean {
  return [checkpoint.channel_values, metadata, pendingWrites].some((part) => person.count(part) > 0);
}

/** Why a person can't be taken out of a run now. */
export type KeptReason = "not finished" | "in use" | "audit log tampered with";

/**
 * Takes a person out of a finished run: its last checkpoint is kept without them, the steps before it are deleted.
 * undefined when nothing is left of them.
 */
export async function eraseFromRun(
  { stores, leases, clock }: RunParts,
  record: RunRecord,
  person: Person,
): Promise<KeptReason | undefined> {
  try {
    let intact = true;
    await leases.exclusively(record.business_id, new AbortController().signal, async () => {
      await eraseCheckpoints(stores, record, person);
      intact = await new AuditLog(stores.store, record.business_id).erase(person.erase, clock);
      const { business_id, ...rest } = record;
      await stores.runs.update(business_id, person.erase(rest));
    });
    return intact ? undefined : "audit log tampered with";
  } catch (error) {
    if (GenesisError.isInstance(error) && error.code === "RUN_BUSY") return "in use";
    throw error;
  }
}

/**
 * A saver can replace no checkpoint but by its id, and deletes threads as a whole: so the end is written anew. The
 * run's steps are of no use once it has ended.
 */
async function eraseCheckpoints({ checkpointer }: Stores, record: RunRecord, person: Person): Promise<void> {
  const last = await checkpointer.getTuple(threadOf(record));
  await checkpointer.deleteThread(record.business_id);
  if (!last) return;
  const checkpoint = {
    ...last.checkpoint,
    channel_values: person.erase(last.checkpoint.channel_values),
  };
  const metadata = last.metadata ?? { source: "update", step: 0, parents: {} };
  await checkpointer.put(threadOf(record), checkpoint, person.erase(metadata), checkpoint.channel_versions);
}

function threadOf({ business_id }: RunRecord) {
  return { configurable: { thread_id: business_id, checkpoint_ns: "" } };
}
