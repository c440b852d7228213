import type { Collection } from "mongodb";
import { type Clock, systemClock } from "../../state/clock.ts";
import { isDeadOwner, type LeaseGrant, type LeaseHolder, type Leases } from "../lease.ts";
import type { MongoConnection } from "./connection.ts";
import { COLLECTIONS, type LeaseDocument } from "./documents.ts";
import { isDuplicate } from "./errors.ts";
import { textId } from "./text-id.ts";

/**
 * Leases in MongoDB, for processes on any number of machines; their clocks should agree to well under a lease's time.
 * Documents stay after release: the token must not fall.
 */
export class MongoLeases implements Leases {
  readonly #connection: MongoConnection;
  readonly #leases: Collection<LeaseDocument>;
  readonly #clock: Clock;

  constructor(connection: MongoConnection, clock: Clock = systemClock) {
    this.#connection = connection;
    this.#leases = connection.collection(COLLECTIONS.leases);
    this.#clock = clock;
  }

  async acquire(threadId: string, owner: string, ttlMs: number): Promise<LeaseGrant> {
    const _id = textId("thread_id", threadId);
    return await this.#connection.guard(async () => {
      // Read, decide, and write only if nothing has changed meanwhile; who loses a race decides anew.
      for (;;) {
        const now = this.#clock.now();
        const previous = await this.#leases.findOne({ _id });
        const held = previous !== null && previous.expires_at > now;
        const mine = held && previous.owner === owner;
        if (held && !mine && !isDeadOwner(previous.owner)) return { heldBy: previous.owner };
        const token = (previous?.token ?? 0) + (mine ? 0 : 1);
        const next = { _id, owner, token, expires_at: now + ttlMs };
        if (await this.#swap(previous, next)) return { token };
      }
    });
  }

  async renew(threadId: string, owner: string, token: number, ttlMs: number): Promise<boolean> {
    return await this.#change(threadId, owner, token, { expires_at: this.#clock.now() + ttlMs });
  }

  async release(threadId: string, owner: string, token: number): Promise<boolean> {
    // Without an owner the lease can't be renewed back to life.
    return await this.#change(threadId, owner, token, { expires_at: 0, owner: "" });
  }

  async holds(threadId: string, owner: string, token: number): Promise<boolean> {
    const filter = leaseFilter(threadId, owner, token);
    return await this.#connection.guard(async () => (await this.#leases.findOne(filter)) !== null);
  }

  async current(threadId: string): Promise<LeaseHolder | undefined> {
    const _id = textId("thread_id", threadId);
    const lease = await this.#connection.guard(() =>
      this.#leases.findOne({ _id, expires_at: { $gt: this.#clock.now() } }),
    );
    if (lease === null || isDeadOwner(lease.owner)) return undefined;
    return { owner: lease.owner, token: lease.token };
  }

  async #swap(previous: LeaseDocument | null, next: LeaseDocument): Promise<boolean> {
    if (previous !== null) return (await this.#leases.replaceOne({ ...previous }, next)).matchedCount === 1;
    try {
      await this.#leases.insertOne(next);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async #change(
    threadId: string,
    owner: string,
    token: number,
    change: Partial<LeaseDocument>,
  ): Promise<boolean> {
    const filter = leaseFilter(threadId, owner, token);
    return await this.#connection.guard(
      async () => (await this.#leases.updateOne(filter, { $set: change })).matchedCount === 1,
    );
  }
}

function leaseFilter(threadId: string, owner: string, token: number) {
  return { _id: textId("thread_id", threadId), owner: textId("owner", owner), token };
}
