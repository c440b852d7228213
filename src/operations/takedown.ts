import type { LeaseKeeper } from "../runtime/lease-keeper.ts";
import type { RunDriver } from "../runtime/run-driver.ts";
import { runNotFound } from "../runtime/run-errors.ts";
import { type Clock, isoTime } from "../state/clock.ts";
import { digest } from "../state/digest.ts";
import { toErrorInfo } from "../state/errors.ts";
import { eventId, type LifecycleRecorder } from "../state/lifecycle-event.ts";
import type {
  MemoryChoice,
  PartReport,
  TakedownOptions,
  TakedownPart,
  TakedownReport,
  TakedownTarget,
} from "../state/takedown.ts";
import type { Improvements } from "../stores/improvements.ts";
import type { MemoryArchive } from "../stores/memory/archive.ts";
import type { Stores } from "../stores/open.ts";
import { type TakedownRecord, Takedowns } from "../stores/takedowns.ts";

export interface TakedownParts {
  readonly stores: Pick<Stores, "runs" | "store">;
  readonly leases: LeaseKeeper;
  readonly driver: Pick<RunDriver, "state">;
  readonly improvements: Improvements;
  readonly clock: Clock;
  readonly lifecycle: LifecycleRecorder | undefined;
  /** In the order in which they go. */
  readonly takedownParts: readonly TakedownPart[];
  /** Whether something was built of a business whose run is not known any more. */
  readonly isBuilt: (businessId: string) => boolean;
}

export interface TakedownChoices {
  /** Deletes the data of the product's users as well. */
  readonly deleteData?: boolean;
  /** What goes of what its runs have taught. Default `about`: what tells of the business; counts of how agents did stay. */
  readonly memory?: MemoryChoice;
  readonly signal?: AbortSignal;
}

/**
 * Takes a business down, part by part. Every part is tried, whatever became of those before it, and what came out is
 * durable at once: the next call does only what is left of one that failed or was interrupted, and looks at everything
 * anew after one that was completed. Nobody can work on the business meanwhile.
 * Throws RUN_NOT_FOUND; RUN_BUSY while one of its runs, or another takedown, is under way.
 */
export async function takedown(
  parts: TakedownParts,
  { businessId, options, signal }: { businessId: string; options: TakedownOptions; signal: AbortSignal },
): Promise<TakedownReport> {
  const root = await rootOf(parts, businessId);
  const runs = [root, ...(await parts.improvements.of(root)).map(({ run }) => run)];
  return holding(parts.leases, runs, signal, async (held) => {
    const target = { businessId: root, runs, options, signal: held };
    const record = await carryOut(parts, target, await begin(parts, target));
    return { business_id: root, complete: record.complete, parts: record.parts };
  });
}

/** What the runs of a business left in memory: removed by default, but for what tells of agents and not of it. */
export function memoryPart(archive: Pick<MemoryArchive, "forgetBusiness" | "forgetContent">): TakedownPart {
  return {
    name: "memory",
    async takeDown({ runs, options: { memory } }) {
      if (memory === "keep") return { outcome: "kept", detail: "what its runs have taught, as asked for" };
      let count = 0;
      for (const run of runs) {
        count += memory === "all" ? await archive.forgetBusiness(run) : await archive.forgetContent(run);
      }
      const what = memory === "all" ? "" : "; how its agents did is kept as counts";
      return count === 0
        ? { outcome: "absent", detail: "no record tells of it" }
        : { outcome: "removed", detail: `${count} records${what}` };
    },
  };
}

/** The run that made the business. */
async function rootOf({ stores, driver, isBuilt }: TakedownParts, businessId: string): Promise<string> {
  if (await stores.runs.get(businessId)) return (await driver.state(businessId)).improves || businessId;
  if (isBuilt(businessId)) return businessId;
  throw runNotFound(businessId);
}

/** Holds all of them; one that somebody else has is RUN_BUSY. */
async function holding<T>(
  leases: LeaseKeeper,
  [run, ...others]: readonly string[],
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (run === undefined) return work(signal);
  return leases.exclusively(run, signal, (held) => holding(leases, others, held, work));
}

/** The record to go on with: of the takedown that was left unfinished, or a new one. */
async function begin(
  parts: TakedownParts,
  { businessId, runs, options }: TakedownTarget,
): Promise<TakedownRecord> {
  const { stores, clock } = parts;
  const left = await new Takedowns(stores.store).get(businessId);
  const sameWish = left && digest(left.options) === digest(options);
  if (left && !left.complete && sameWish && !(await isOutdated(parts, runs, left))) return left;
  const now = isoTime(clock);
  return {
    version: 1,
    business_id: businessId,
    options,
    started_at: now,
    updated_at: now,
    complete: false,
    parts: [],
  };
}

/** A run that went on since may have brought back what was taken down. */
async function isOutdated(
  { stores }: TakedownParts,
  runs: readonly string[],
  { updated_at }: TakedownRecord,
): Promise<boolean> {
  const records = await Promise.all(runs.map((run) => stores.runs.get(run)));
  return records.some((record) => record !== undefined && record.updated_at > updated_at);
}

async function carryOut(
  parts: TakedownParts,
  target: TakedownTarget,
  begun: TakedownRecord,
): Promise<TakedownRecord> {
  const takedowns = new Takedowns(parts.stores.store);
  let record = begun;
  const keep = async (change: Partial<TakedownRecord>) => {
    record = { ...record, ...change, updated_at: isoTime(parts.clock) };
    await takedowns.put(record);
  };
  await keep({});
  for (const part of parts.takedownParts) {
    const before = record.parts.find((report) => report.part === part.name);
    if (before && before.outcome !== "failed") continue;
    target.signal.throwIfAborted();
    const report = await attempt(part, target);
    const others = record.parts.filter((one) => one.part !== part.name);
    await keep({ parts: inOrder([...others, report], parts.takedownParts) });
  }
  const complete = record.parts.every(({ outcome }) => outcome !== "failed");
  // Told first: whoever is killed in between tells it again, under the same id.
  await tell(parts, record, complete);
  await keep({ complete });
  return record;
}

async function attempt(part: TakedownPart, target: TakedownTarget): Promise<PartReport> {
  try {
    return { part: part.name, ...(await part.takeDown(target)), error_code: null };
  } catch (error) {
    // Another process has taken the business over: that it goes on here is worse than any part of it.
    target.signal.throwIfAborted();
    const { code, message, hint } = toErrorInfo(error);
    return { part: part.name, outcome: "failed", detail: `${message} ${hint}`, error_code: code };
  }
}

function inOrder(reports: readonly PartReport[], parts: readonly TakedownPart[]): PartReport[] {
  return parts.flatMap(({ name }) => reports.find(({ part }) => part === name) ?? []);
}

/** A takedown that found nothing to take down is no step in the life of a business. */
async function tell(
  { lifecycle, clock }: TakedownParts,
  { business_id, started_at, parts }: TakedownRecord,
  complete: boolean,
): Promise<void> {
  if (complete && parts.every(({ outcome }) => outcome === "absent" || outcome === "kept")) return;
  const update_type = complete ? "TAKEN_DOWN" : "TAKEDOWN_INCOMPLETE";
  const outcomes = parts.map(({ part, outcome, error_code }) => ({ part, outcome, error_code }));
  await lifecycle?.record({
    id: eventId(business_id, update_type, started_at, digest(outcomes)),
    business_id,
    update_type,
    data: { run_id: business_id, parts: outcomes },
    timestamp: isoTime(clock),
  });
}
