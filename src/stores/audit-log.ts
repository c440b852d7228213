import type { BaseStore } from "@langchain/langgraph";
import { z } from "zod";
import { type Clock, isoTime } from "../state/clock.ts";
import { digest } from "../state/digest.ts";
import type { PriceDecision } from "../state/price-decision.ts";
import { deleteAll } from "./delete-all.ts";

const HEADS = ["audit"];
const entriesOf = (businessId: string): string[] => ["audit", businessId];
const GENESIS_HASH = "0".repeat(64);
const MAX_ENTRIES = 10_000;

/** What happened to an approval, or how a price was decided: by whom, and with exactly which content. */
export const AuditEventSchema = z.strictObject({
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.enum(["approve", "reject", "edit", "respond", "erase", "price"]),
  request_id: z.string(),
  task_id: z.string().nullable(),
  /** SHA-256 of what was decided on. */
  digest: z.string(),
  reason: z.string(),
});
export type AuditEvent = z.infer<typeof AuditEventSchema>;

const AuditEntrySchema = AuditEventSchema.extend({
  version: z.literal(1),
  sequence: z.int().min(1),
  previous_hash: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntrySchema>;

const HeadSchema = z.object({ version: z.literal(1), sequence: z.int(), hash: z.string() });

/** `intact`, or where the chain breaks and how. */
export type AuditVerdict =
  | { readonly intact: true; readonly entries: readonly AuditEntry[] }
  | { readonly intact: false; readonly entries: readonly AuditEntry[]; readonly problem: string };

/** A price decision as an event; its digest is that of the decision, which `payments.json` names too. */
export function priceEvent(decision: PriceDecision, taskId: string, clock: Clock): AuditEvent {
  const { what, name, amount_cents, currency, interval, computed_from, bounds } = decision;
  const each = interval === null ? "" : ` a ${interval}`;
  return {
    at: isoTime(clock),
    actor: "genesis",
    action: "price",
    request_id: `price:${what}`,
    task_id: taskId,
    digest: digest(decision),
    reason: `${name}: ${amount_cents} hundredths of ${currency}${each}, from ${computed_from}, within ${bounds.min_cents} and ${bounds.max_cents}.`,
  };
}

/**
 * The approvals and price decisions of a run as a hash chain: each entry holds the hash of the one before it, and the head is kept apart, so
 * that an entry that was changed, removed, inserted or cut off shows. It can't show a forger who rewrites all of it:
 * for that, keep backups elsewhere.
 */
export class AuditLog {
  readonly #store: BaseStore;
  readonly #businessId: string;

  constructor(store: BaseStore, businessId: string) {
    this.#store = store;
    this.#businessId = businessId;
  }

  /** Adds events in their order. One that is there already (a node that ran twice) is not added again. */
  async append(events: readonly AuditEvent[]): Promise<void> {
    const entries = [...(await this.entries())];
    const known = new Set(entries.map(identity));
    for (const event of events.filter((one) => !known.has(identity(one)))) {
      const entry = chained(event, entries.at(-1));
      await this.#store.put(entriesOf(this.#businessId), keyOf(entry.sequence), entry, false);
      const { sequence, hash } = entry;
      await this.#store.put(HEADS, this.#businessId, { version: 1, sequence, hash }, false);
      entries.push(entry);
    }
  }

  /**
   * Takes personal data out of the entries and chains them anew, with a last entry that says so and holds the hash
   * which the log ended with before. A log that was tampered with is left as the evidence it is: then the result is
   * false. Repeating it adds nothing.
   */
  async erase(erase: <T>(value: T) => T, clock: Clock): Promise<boolean> {
    const { intact, entries } = await this.verify();
    if (!intact) return false;
    const events = entries.map(eventOf);
    const clean = events.map((event) => erase(event));
    const changed = clean.filter((event, at) => event !== events[at]).length;
    if (changed === 0) return true;
    const last = entries.at(-1)?.hash ?? GENESIS_HASH;
    const reason = `${changed} of ${entries.length} entries had personal data removed. The log ended with ${last}.`;
    const place = { request_id: "erasure", task_id: null, digest: last };
    const note: AuditEvent = {
      at: isoTime(clock),
      actor: "genesis forget",
      action: "erase",
      reason,
      ...place,
    };
    await this.#replace([...clean, note]);
    return true;
  }

  /** All or nothing where the store can: one batch, the head with its entries. */
  async #replace(events: readonly AuditEvent[]): Promise<void> {
    const entries: AuditEntry[] = [];
    for (const event of events) entries.push(chained(event, entries.at(-1)));
    const { sequence, hash } = entries.at(-1) as AuditEntry;
    const namespace = entriesOf(this.#businessId);
    await this.#store.batch([
      ...entries.map((entry) => ({
        namespace,
        key: keyOf(entry.sequence),
        value: entry,
        index: false as const,
      })),
      {
        namespace: HEADS,
        key: this.#businessId,
        value: { version: 1, sequence, hash },
        index: false as const,
      },
    ]);
  }

  /** All entries that can be read, in order. */
  async entries(): Promise<AuditEntry[]> {
    const items = await this.#store.search(entriesOf(this.#businessId), { limit: MAX_ENTRIES });
    return items
      .flatMap(({ value }) => {
        const parsed = AuditEntrySchema.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      })
      .sort((a, b) => a.sequence - b.sequence);
  }

  async verify(): Promise<AuditVerdict> {
    const entries = await this.entries();
    const head = HeadSchema.safeParse((await this.#store.get(HEADS, this.#businessId))?.value);
    const problem = chainProblem(entries) ?? headProblem(entries, head.success ? head.data : undefined);
    return problem === undefined ? { intact: true, entries } : { intact: false, entries, problem };
  }
}

/** Removes the log of a run. */
export async function deleteAuditLog(store: BaseStore, businessId: string): Promise<void> {
  await deleteAll(store, entriesOf(businessId));
  await store.delete(HEADS, businessId);
}

function eventOf({
  at,
  actor,
  action,
  request_id,
  task_id,
  digest: content,
  reason,
}: AuditEntry): AuditEvent {
  return { at, actor, action, request_id, task_id, digest: content, reason };
}

function chained(event: AuditEvent, previous: AuditEntry | undefined): AuditEntry {
  const body = {
    ...event,
    version: 1 as const,
    sequence: (previous?.sequence ?? 0) + 1,
    previous_hash: previous?.hash ?? GENESIS_HASH,
  };
  return { ...body, hash: digest(body) };
}

function chainProblem(entries: readonly AuditEntry[]): string | undefined {
  let previous: AuditEntry | undefined;
  for (const entry of entries) {
    const { hash, ...body } = entry;
    const expected = (previous?.sequence ?? 0) + 1;
    if (entry.sequence !== expected) return `entry ${expected} is missing`;
    if (entry.previous_hash !== (previous?.hash ?? GENESIS_HASH)) return `entry ${expected} does not follow`;
    if (digest(body) !== hash) return `entry ${expected} was changed`;
    previous = entry;
  }
  return undefined;
}

function headProblem(
  entries: readonly AuditEntry[],
  head: z.infer<typeof HeadSchema> | undefined,
): string | undefined {
  const last = entries.at(-1);
  if (!last && !head) return undefined;
  // The head is written after its entry, so it may be one behind, never ahead.
  const behind =
    head?.sequence === (last?.sequence ?? 0) - 1 && (head?.hash ?? GENESIS_HASH) === last?.previous_hash;
  const first = !head && last?.sequence === 1;
  if (head?.hash === last?.hash || behind || first) return undefined;
  return `the log ends at entry ${last?.sequence ?? 0}, but its head says ${head?.sequence ?? "nothing"}`;
}

function identity({ request_id, digest: content, action, actor, reason }: AuditEvent): string {
  return JSON.stringify([request_id, content, action, actor, reason]);
}

function keyOf(sequence: number): string {
  return String(sequence).padStart(6, "0");
}
