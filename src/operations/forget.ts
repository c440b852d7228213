import type { LeaseKeeper } from "../runtime/lease-keeper.ts";
import { type Clock, isoTime } from "../state/clock.ts";
import { digest } from "../state/digest.ts";
import type { ErasurePlace, LeftInPlace, Person, PlaceReport } from "../state/erasure.ts";
import { TERMINAL_STATUSES } from "../state/status.ts";
import type { Outbox } from "../stores/memory/outbox.ts";
import type { Stores } from "../stores/open.ts";
import type { RunRecord } from "../stores/runs.ts";
import { eraseFromRun, isNamedInRun, type KeptReason } from "./forget-run.ts";
import { eraseFromStore } from "./forget-store.ts";
import { personOf } from "./person.ts";

export interface ForgetOptions {
  /** An e-mail address, a name, a telephone number. */
  readonly person: string;
  /** Only tells where they are named. */
  readonly dryRun?: boolean;
}

/** Where a person was named, by place. It holds nothing of the person. */
export interface ForgetReport {
  readonly dry_run: boolean;
  /**
   * Where they were named: runs, kinds of records, the outbox of memory, reports, lifecycle events, A2A orders, products.
   * A finished run that named them keeps its end without them, and none of its steps.
   */
  readonly places: readonly PlaceReport[];
  /** What was overwritten is gone from the disk as well; false while another process uses the database. */
  readonly scrubbed: boolean;
  /** Nothing is left of the person: what was found is erased, and everything could be looked into. */
  readonly complete: boolean;
}

export interface ForgetParts {
  readonly stores: Stores;
  readonly outbox: Outbox;
  readonly leases: LeaseKeeper;
  readonly clock: Clock;
  /** What there is besides the stores and the outbox of memory. */
  readonly erasurePlaces: readonly ErasurePlace[];
}

const PAGE = 500;
/** The erasures that were carried out: when and how much, never whom. */
const ERASURES = ["erasures"];

/**
 * The right to erasure: takes a person out of everything Genesis keeps, and tells what it has to leave. Runs first, then
 * records, so that nothing which a run still holds is written back. Repeating it changes nothing; one that was
 * interrupted is completed by the next. Throws ERASURE_TARGET_INVALID.
 */
export async function forget(
  parts: ForgetParts,
  { person: text, dryRun = false }: ForgetOptions,
): Promise<ForgetReport> {
  const person = personOf(text);
  const runs = await eraseFromRuns(parts, person, dryRun);
  const options = { dryRun, untouched: new Set(runs.left.map(({ what }) => what)) };
  const all = [runs, ...(await eraseFromStore(parts, person, options)), inOutbox(parts, person, dryRun)];
  for (const place of parts.erasurePlaces) all.push(await place.erase(person, options));
  // The name of a folder or a file may be theirs.
  const places = all
    .filter(({ found, left }) => found + left.length > 0)
    .map((report) => person.erase(report));
  if (dryRun) return { dry_run: true, places, scrubbed: false, complete: places.length === 0 };
  await putOnRecord(parts, places);
  const scrubbed = await parts.stores.scrub();
  const complete = scrubbed && places.every(({ left }) => left.length === 0);
  return { dry_run: false, places, scrubbed, complete };
}

async function eraseFromRuns(parts: ForgetParts, person: Person, dryRun: boolean): Promise<PlaceReport> {
  const runs: string[] = [];
  const left: LeftInPlace[] = [];
  for (const record of await allRuns(parts)) {
    if (!(await isNamedInRun(parts.stores, record, person))) continue;
    const reason = await whyKept(parts, record, person, dryRun);
    if (reason === undefined) runs.push(record.business_id);
    else left.push({ what: record.business_id, ...KEPT[reason] });
  }
  const found = runs.length + left.length;
  return { place: "runs", found, erased: dryRun ? 0 : runs.length, runs, left };
}

const AGAIN = "then repeat this.";
const KEPT: Readonly<Record<KeptReason, Omit<LeftInPlace, "what">>> = {
  "not finished": { reason: "has not ended", next: `Resume or answer it, ${AGAIN}` },
  "in use": { reason: "is in use", next: `Wait until nobody works on it, ${AGAIN}` },
  "audit log tampered with": {
    reason: "has an audit log that was tampered with, which stays as evidence",
    next: `Settle that, delete the run with genesis prune, ${AGAIN}`,
  },
};

async function whyKept(
  parts: ForgetParts,
  record: RunRecord,
  person: Person,
  dryRun: boolean,
): Promise<KeptReason | undefined> {
  if (!(TERMINAL_STATUSES as readonly string[]).includes(record.status)) return "not finished";
  return dryRun ? undefined : eraseFromRun(parts, record, person);
}

function inOutbox({ outbox }: ForgetParts, person: Person, dryRun: boolean): PlaceReport {
  const found = outbox.rewrite((write) => person.erase(write), { dryRun });
  return { place: "memory outbox", found, erased: dryRun ? 0 : found, left: [] };
}

async function putOnRecord({ stores, clock }: ForgetParts, places: readonly PlaceReport[]): Promise<void> {
  if (places.every(({ erased }) => erased === 0)) return;
  const at = isoTime(clock);
  const sizes = places.map(({ place, erased, left }) => ({ place, erased, left: left.length }));
  const value = { version: 1, at, places: sizes };
  await stores.store.put(ERASURES, `${at}-${digest(places).slice(0, 8)}`, value, false);
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
