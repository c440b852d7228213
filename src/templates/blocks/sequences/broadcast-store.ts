import type { Product } from "../../kit/index.ts";
import { confirmedSubscribers, type Subscriber } from "../newsletter/index.ts";
import { findSegment, membersOf } from "../segments/index.ts";

/** One letter to everybody or to a segment. */
export interface Broadcast {
  readonly id: number;
  /** Null for everybody. */
  readonly segment_id: number | null;
  /** The name of the segment when it was written. */
  readonly audience: string;
  readonly subject: string;
  readonly body: string;
  /** Null for a draft. */
  readonly sent_at: number | null;
}

export type BroadcastDraft = Pick<Broadcast, "segment_id" | "audience" | "subject" | "body">;

export function listBroadcasts(product: Product): Broadcast[] {
  return product.db.all("SELECT * FROM sequences_broadcasts ORDER BY id DESC LIMIT 200");
}

export function findBroadcast(product: Product, id: number): Broadcast | undefined {
  return product.db.get("SELECT * FROM sequences_broadcasts WHERE id = ?", id);
}

export function addBroadcast(
  product: Product,
  { segment_id, audience, subject, body }: BroadcastDraft,
): number {
  return product.db.run(
    "INSERT INTO sequences_broadcasts (segment_id, audience, subject, body) VALUES (?, ?, ?, ?)",
    ...[segment_id, audience, subject, body],
  ).id;
}

/** Only a draft; what was sent stays as it was. */
export function removeDraft(product: Product, id: number): boolean {
  const { changes } = product.db.run("DELETE FROM sequences_broadcasts WHERE id = ? AND sent_at IS NULL", id);
  return changes > 0;
}

/** Who would get it just now. */
export function readersOf(product: Product, { segment_id }: Broadcast): Subscriber[] {
  if (segment_id === null) return confirmedSubscribers(product);
  const segment = findSegment(product, segment_id);
  return segment ? membersOf(product, segment) : [];
}

/** Fixes who gets it and hands it to the job. Undefined when it was sent before or nobody would get it. */
export function release(product: Product, broadcast: Broadcast): number | undefined {
  const { db, now } = product;
  return db.transaction(() => {
    const readers = readersOf(product, broadcast);
    if (readers.length === 0) return undefined;
    const { changes } = db.run(
      "UPDATE sequences_broadcasts SET sent_at = ? WHERE id = ? AND sent_at IS NULL",
      ...[now(), broadcast.id],
    );
    if (changes === 0) return undefined;
    for (const { id } of readers) {
      db.run("INSERT INTO sequences_recipients VALUES (?, ?)", broadcast.id, id);
    }
    return readers.length;
  });
}

/** How many have not got it yet. */
export function countLeft(product: Product, id: number): number {
  return product.db.count("SELECT count(*) FROM sequences_recipients WHERE broadcast_id = ?", id);
}
