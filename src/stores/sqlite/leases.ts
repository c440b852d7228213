import { type Clock, systemClock } from "../../state/clock.ts";
import { isDeadOwner, type LeaseGrant, type LeaseHolder, type Leases } from "../lease.ts";
import type { SqliteDatabase } from "./driver.ts";
import { integer, text } from "./row.ts";

/** Leases in SQLite, for processes that share the database file. Rows stay after release: the token must not fall. */
export class SqliteLeases implements Leases {
  readonly #database: SqliteDatabase;
  readonly #clock: Clock;

  constructor(database: SqliteDatabase, clock: Clock = systemClock) {
    this.#database = database;
    this.#clock = clock;
  }

  async acquire(threadId: string, owner: string, ttlMs: number): Promise<LeaseGrant> {
    return this.#database.transaction((): LeaseGrant => {
      const now = this.#clock.now();
      const row = this.#database.get("SELECT * FROM leases WHERE thread_id = ?", threadId);
      const previous = row && { owner: text(row, "owner"), token: integer(row, "token") };
      const held = row !== undefined && integer(row, "expires_at") > now;
      const mine = held && previous?.owner === owner;
      if (held && previous && !mine && !isDeadOwner(previous.owner)) return { heldBy: previous.owner };
      const token = (previous?.token ?? 0) + (mine ? 0 : 1);
      this.#database.run(
        "INSERT OR REPLACE INTO leases (thread_id, token, owner, expires_at) VALUES (?, ?, ?, ?)",
        ...[threadId, token, owner, now + ttlMs],
      );
      return { token };
    });
  }

  async renew(threadId: string, owner: string, token: number, ttlMs: number): Promise<boolean> {
    const renewed = this.#database.run(
      "UPDATE leases SET expires_at = ? WHERE thread_id = ? AND owner = ? AND token = ?",
      ...[this.#clock.now() + ttlMs, threadId, owner, token],
    );
    return renewed === 1;
  }

  async release(threadId: string, owner: string, token: number): Promise<boolean> {
    // Without an owner the lease can't be renewed back to life.
    const released = this.#database.run(
      "UPDATE leases SET expires_at = 0, owner = '' WHERE thread_id = ? AND owner = ? AND token = ?",
      ...[threadId, owner, token],
    );
    return released === 1;
  }

  async holds(threadId: string, owner: string, token: number): Promise<boolean> {
    const row = this.#database.get(
      "SELECT 1 FROM leases WHERE thread_id = ? AND owner = ? AND token = ?",
      ...[threadId, owner, token],
    );
    return row !== undefined;
  }

  async current(threadId: string): Promise<LeaseHolder | undefined> {
    const row = this.#database.get(
      "SELECT owner, token FROM leases WHERE thread_id = ? AND expires_at > ?",
      ...[threadId, this.#clock.now()],
    );
    if (row === undefined) return undefined;
    const owner = text(row, "owner");
    return isDeadOwner(owner) ? undefined : { owner, token: integer(row, "token") };
  }
}
