import type { LeaseKeeper } from "../runtime/lease-keeper.ts";
import { type Clock, isoTime } from "../state/clock.ts";
import { digest } from "../state/digest.ts";
import { TERMINAL_STATUSES } from "../state/status.ts";
import type { Outbox } from "../stores/memory/outbox.ts";
import type { Stores } from "../stores/open.ts";
import type { RunRecord } from "../stores/runs.ts";
import { eraseFromRun, isNamedInRun, type KeptReason } from "./forget-run.ts";
import { eraseFromStore, type StoreMentions } from "./forget-store.ts";
import { type Person, personOf } from "./person.ts";

export interface ForgetOptions {
  /** An e-mail address, a name, a telephone number. */
  readonly person: string;
  /** Only tells where they are named. */
  readonly dryRun?: boolean;
}

/** Where a person was named, by place. It holds nothing of the person. */
export interface ForgetReport {
  readonly dry_run: boolean;
  /** Records of each kind that named them. */
  readonly records: StoreMentions;
  /** Writes that wait for memory and named them. */
  readonly outbox: number;
  /** Runs whose reports named them, in the folder of their business. */
  readonly reports: readonly string[];
  /** Finished runs that named them: their history is gone, their end is kept without the person. */
  readonly runs: readonly string[];
  /** Runs that still name them, with the reason; repeat the command when they have ended. */
  readonly kept: readonly { readonly business_id: string; readonly reason: KeptReason }[];
  /** What was overwritten is gone from the disk as well; false while another process uses the database. */
  readonly scrubbed: boolean;
  /** Nothing is left of the person. */
  readonly complete: boolean;
}

export interface ForgetParts {
  readonly stores: Stores;
  readonly outbox: Outbox;
  readonly leases: LeaseKeeper;
  readonly clock: Clock;
  /** Removes reports whose text names somebody; gives the runs they were about. */
  readonly eraseReports: (
    names: (text: string) => boolean,
    options: { readonly dryRun: boolean; readonly untouched: ReadonlySet<string> },
  ) => readonly string[];
}

const PAGE = 500;
/** The erasures that were carried out: when and how much, never whom. */
const ERASURES = ["erasures"];

/**
 * The right to erasure: takes a person out of everything Genesis keeps. Runs first, then records, so
 * that nothing which a run still holds is written back. Repeating it changes nothing; one that was interrupted is
 * completed by the next. Throws ERASURE_TARGET_INVALID.
 */
export async function forget(
  parts: ForgetParts,
  { person: text, dryRun = false }: ForgetOptions,
): Promise<ForgetReport> {
  const person = personOf(text);
  const runs: string[] = [];
  const kept: ForgetReport["kept"][number][] = [];
  for (const record of await allRuns(parts)) {
    if (!(await isNamedInRun(parts.stores, record, person))) continue;
    const reason = await whyKept(parts, record, person, dryRun);
    if (reason === undefined) runs.push(record.business_id);
    else kept.push({ business_id: record.business_id, reason });
  }
  const untouched = new Set(kept.map(({ business_id }) => business_id));
  const records = await eraseFromStore(parts, person, { dryRun, untouched });
  const outbox = parts.outbox.rewrite((write) => person.erase(write), { dryRun });
  const reports = parts.eraseReports((text) => person.count(text) > 0, { dryRun, untouched });
  const found = { dry_run: dryRun, records, outbox, reports, runs, kept };
  if (dryRun) return { ...found, scrubbed: false, complete: false };
  await putOnRecord(parts, found);
  const scrubbed = await parts.stores.scrub();
  return { ...found, scrubbed, complete: scrubbed && kept.length === 0 };
}

async function whyKept(
  parts: ForgetParts,
  record: RunRecord,
  person: Person,
  dryRun: boolean,
): Promise<KeptReason | undefined> {
  if (!(TERMINAL_STATUSES as readonly string[]).includes(record.status)) return "not finished";
  return dryRun ? undefined : eraseFromRun(parts, record, person);
}

type Found = Pick<ForgetReport, "records" | "outbox" | "reports" | "runs" | "kept">;

async function putOnRecord({ stores, clock }: ForgetParts, { records, outbox, reports, runs, kept }: Found) {
  const counts = Object.values(records).reduce((sum, count) => sum + count, 0);
  if (counts + outbox + reports.length + runs.length === 0) return;
  const at = isoTime(clock);
  const sizes = { outbox, reports: reports.length, runs: runs.length, kept: kept.length };
  const value = { version: 1, at, records: { ...records }, ...sizes };
  await stores.store.put(ERASURES, `${at}-${digest([value, runs]).slice(0, 8)}`, value, false);
}

async function allRuns({ stores }: ForgetParts): Promise<RunRecord[]> {
  const all: RunRecord[] = [];
  for (let page = PAGE; page === PAGE; ) {
    const next = await stores.runs.list({ limit: PAGE, offset: all.length });
    all.push(...next);
    page = next.length;
  }
  return all;
}
