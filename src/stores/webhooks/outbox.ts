import type { Clock } from "../../state/clock.ts";
import type { Claim, EventOutbox, OutboxCounts, OutboxEvent, Settlement } from "../../state/event-outbox.ts";
import type { NewLifecycleEvent } from "../../state/lifecycle-event.ts";
import { isDeadOwner, leaseOwner } from "../lease.ts";
import { compactDatabase } from "../sqlite/backup.ts";
import { openDatabase, type SqliteDatabase, type SqlRow } from "../sqlite/driver.ts";
import { integer, text, textOrNull } from "../sqlite/row.ts";
import { prepareOutbox } from "./schema.ts";

export interface EventOutboxOptions {
  readonly clock: Clock;
  /** Opens one that is there for reading alone. */
  readonly readOnly?: boolean;
  /** Pending ones; the oldest goes for a new one. Default 10,000. */
  readonly maxPending?: number;
  /** Delivered and dead ones that are kept to be looked at. Default 1,000 each. */
  readonly maxFinished?: number;
  /** Of one event's JSON; more, and its data is left out. Default 32 KiB. */
  readonly maxBytes?: number;
}

/** Longer than any attempt lasts. A holder that died on this host is replaced at once. */
const LEASE_MS = 60_000;
/** A run waits no longer than this for another process's lock. */
const BUSY_TIMEOUT_MS = 500;
const HEADS =
  "SELECT business_id, MIN(sequence) AS sequence FROM events WHERE state = 'pending' GROUP BY business_id";

/** Opens the outbox in a file of its own. Errors: those of `openDatabase`. */
export async function openEventOutbox(path: string, options: EventOutboxOptions): Promise<EventOutbox> {
  const { readOnly = false } = options;
  const database = await openDatabase(path, { migrated: false, readOnly, busyTimeoutMs: BUSY_TIMEOUT_MS });
  if (!readOnly) prepareOutbox(database);
  return new SqliteEventOutbox(database, options);
}

/**
 * The outbox in SQLite, which every process of a home shares: a run, the LangGraph server, `genesis events flush`.
 * It lies beside the stores, because the LangGraph server brings stores of its own.
 */
class SqliteEventOutbox implements EventOutbox {
  readonly #database: SqliteDatabase;
  readonly #clock: Clock;
  readonly #limits: { readonly pending: number; readonly finished: number; readonly bytes: number };
  /** One for each outbox that was opened: two of them in one process keep out of each other's way as well. */
  readonly #owner = leaseOwner();

  constructor(database: SqliteDatabase, options: EventOutboxOptions) {
    const { clock, maxPending = 10_000, maxFinished = 1_000, maxBytes = 32_768 } = options;
    this.#database = database;
    this.#clock = clock;
    this.#limits = { pending: maxPending, finished: maxFinished, bytes: maxBytes };
  }

  add(event: NewLifecycleEvent): { added: boolean; dropped: number } {
    const { id, business_id, update_type } = event;
    return this.#database.transaction(() => {
      if (this.#database.get("SELECT 1 FROM events WHERE id = ?", id)) return { added: false, dropped: 0 };
      const lane = this.#database.get(
        "INSERT INTO lanes (business_id, sequence) VALUES (?, 1) ON CONFLICT DO UPDATE SET sequence = sequence + 1 RETURNING sequence",
        business_id,
      ) as SqlRow;
      const sequence = integer(lane, "sequence");
      const now = this.#clock.now();
      this.#database.run(
        "INSERT INTO events (id, business_id, sequence, update_type, body, state, due_at, created_at) VALUES (?, ?, ?, ?, ?, 'pending', ?, ?)",
        ...[id, business_id, sequence, update_type, this.#bodyOf(event, sequence), now, now],
      );
      return { added: true, dropped: this.#makeRoom() };
    });
  }

  claim(): Claim | undefined {
    return this.#database.transaction(() => {
      const now = this.#clock.now();
      this.#freeDeadLanes(now);
      const row = this.#database.get(
        `SELECT e.* FROM (${HEADS}) h JOIN events e ON e.business_id = h.business_id AND e.sequence = h.sequence
         JOIN lanes l ON l.business_id = e.business_id
         WHERE e.due_at <= ? AND (l.owner = '' OR l.lease_until <= ?) ORDER BY e.due_at, e.number LIMIT 1`,
        ...[now, now],
      );
      if (!row) return undefined;
      const businessId = text(row, "business_id");
      this.#database.run(
        "UPDATE lanes SET owner = ?, lease_until = ? WHERE business_id = ?",
        ...[this.#owner, now + LEASE_MS, businessId],
      );
      return {
        id: text(row, "id"),
        businessId,
        body: text(row, "body"),
        attempt: integer(row, "attempts") + 1,
        createdAt: integer(row, "created_at"),
      };
    });
  }

  settle({ id, businessId, attempt }: Claim, settlement: Settlement): void {
    this.#database.transaction(() => {
      const released = this.#database.run(
        "UPDATE lanes SET owner = '', lease_until = 0 WHERE business_id = ? AND owner = ?",
        ...[businessId, this.#owner],
      );
      // Overtaken: whoever has the lane now says what becomes of the event. That it arrived stays true.
      if (settlement.state === "released" || (released === 0 && settlement.state !== "delivered")) return;
      const code = "code" in settlement ? settlement.code : null;
      const dueAt = settlement.state === "pending" ? settlement.dueAt : 0;
      this.#database.run(
        "UPDATE events SET state = ?, attempts = ?, due_at = ?, error_code = ? WHERE id = ? AND state = 'pending'",
        ...[settlement.state, attempt, dueAt, code, id],
      );
      if (settlement.state === "pending") return;
      // Nobody needs the text of what has arrived; a dead one may be sent again.
      this.#database.run("UPDATE events SET body = '' WHERE id = ? AND state = 'delivered'", id);
      this.#forgetFinished();
    });
  }

  nextDue(): number | undefined {
    this.#freeDeadLanes(this.#clock.now());
    const row = this.#database.get(
      `SELECT MIN(MAX(e.due_at, CASE WHEN l.owner = '' THEN 0 ELSE l.lease_until END)) AS due
       FROM (${HEADS}) h JOIN events e ON e.business_id = h.business_id AND e.sequence = h.sequence
       JOIN lanes l ON l.business_id = e.business_id`,
    );
    return row === undefined || row.due === null ? undefined : integer(row, "due");
  }

  hasten({ dead }: { readonly dead: boolean }): void {
    const now = this.#clock.now();
    this.#database.transaction(() => {
      if (dead) {
        // As if it were new: its age is counted from now.
        this.#database.run(
          "UPDATE events SET state = 'pending', attempts = 0, created_at = ? WHERE state = 'dead'",
          now,
        );
      }
      this.#database.run("UPDATE events SET due_at = ? WHERE state = 'pending' AND due_at > ?", now, now);
    });
  }

  counts(): OutboxCounts {
    const dropped = this.#database.get("SELECT COALESCE(SUM(dropped), 0) AS count FROM lanes");
    return {
      pending: this.#count("pending"),
      delivered: this.#count("delivered"),
      dead: this.#count("dead"),
      dropped: dropped ? integer(dropped, "count") : 0,
    };
  }

  list({ businessId, limit }: { businessId?: string | undefined; limit: number }): OutboxEvent[] {
    const [where, parameters] =
      businessId === undefined ? ["state <> 'delivered'", []] : ["business_id = ?", [businessId]];
    return this.#database
      .all(
        `SELECT * FROM events WHERE ${where} ORDER BY business_id, sequence LIMIT ?`,
        ...[...parameters, limit],
      )
      .map(toOutboxEvent);
  }

  rewrite(change: <T>(value: T) => T, { dryRun }: { readonly dryRun: boolean }): number {
    const work = () => {
      const rows = this.#database.all("SELECT id, body FROM events WHERE body <> ''");
      const changed = rows.flatMap((row) => {
        const body = text(row, "body");
        const next = changedBody(body, change);
        return next === body ? [] : [{ id: text(row, "id"), next }];
      });
      for (const { id, next } of dryRun ? [] : changed) {
        this.#database.run("UPDATE events SET body = ? WHERE id = ?", next, id);
      }
      return changed.length;
    };
    return dryRun ? work() : this.#database.transaction(work);
  }

  scrub(): boolean {
    return compactDatabase(this.#database);
  }

  close(): void {
    this.#database.close();
  }

  #bodyOf(event: NewLifecycleEvent, sequence: number): string {
    const body = JSON.stringify({ ...event, sequence });
    if (Buffer.byteLength(body) <= this.#limits.bytes) return body;
    return JSON.stringify({ ...event, data: { truncated: true }, sequence });
  }

  /** A process that was killed while it sent must not hold its business up until its lease ends. */
  #freeDeadLanes(now: number): void {
    const held = this.#database.all(
      "SELECT DISTINCT owner FROM lanes WHERE owner <> '' AND owner <> ? AND lease_until > ?",
      ...[this.#owner, now],
    );
    for (const owner of held.map((row) => text(row, "owner")).filter(isDeadOwner)) {
      this.#database.run("UPDATE lanes SET owner = '', lease_until = 0 WHERE owner = ?", owner);
    }
  }

  /** The newest tells most: when too many wait, the oldest that nobody is sending just now goes. */
  #makeRoom(): number {
    let dropped = 0;
    for (let over = this.#count("pending") - this.#limits.pending; over > 0; over -= 1) {
      const row = this.#database.get(
        `SELECT e.id, e.business_id FROM events e JOIN lanes l ON l.business_id = e.business_id
         WHERE e.state = 'pending' AND (l.owner = '' OR l.lease_until <= ?) ORDER BY e.number LIMIT 1`,
        this.#clock.now(),
      );
      if (!row) break;
      this.#database.run("DELETE FROM events WHERE id = ?", text(row, "id"));
      const lane = text(row, "business_id");
      this.#database.run("UPDATE lanes SET dropped = dropped + 1 WHERE business_id = ?", lane);
      dropped += 1;
    }
    return dropped;
  }

  #forgetFinished(): void {
    for (const state of ["delivered", "dead"]) {
      const over = this.#count(state) - this.#limits.finished;
      if (over <= 0) continue;
      this.#database.run(
        "DELETE FROM events WHERE number IN (SELECT number FROM events WHERE state = ? ORDER BY number LIMIT ?)",
        ...[state, over],
      );
    }
  }

  #count(state: string): number {
    const row = this.#database.get("SELECT COUNT(*) AS count FROM events WHERE state = ?", state);
    return row ? integer(row, "count") : 0;
  }
}

/** What can't be read as JSON is changed as a text. */
function changedBody(body: string, change: <T>(value: T) => T): string {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return change(body);
  }
  const next = change(event);
  return next === event ? body : JSON.stringify(next);
}

function toOutboxEvent(row: SqlRow): OutboxEvent {
  const state = text(row, "state") as OutboxEvent["state"];
  return {
    id: text(row, "id"),
    business_id: text(row, "business_id"),
    sequence: integer(row, "sequence"),
    update_type: text(row, "update_type"),
    state,
    attempts: integer(row, "attempts"),
    created_at: new Date(integer(row, "created_at")).toISOString(),
    next_attempt_at: state === "pending" ? new Date(integer(row, "due_at")).toISOString() : null,
    error_code: textOrNull(row, "error_code"),
  };
}
