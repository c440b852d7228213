import type { NewLifecycleEvent } from "./lifecycle-event.ts";

export type QueuedState = "pending" | "delivered" | "dead";

/** An event in the outbox, as people look at it. */
export interface OutboxEvent {
  readonly id: string;
  readonly business_id: string;
  readonly sequence: number;
  readonly update_type: string;
  readonly state: QueuedState;
  readonly attempts: number;
  readonly created_at: string;
  /** Of a pending one: not before this time. */
  readonly next_attempt_at: string | null;
  /** Why the last attempt failed. */
  readonly error_code: string | null;
}

export interface OutboxCounts {
  readonly pending: number;
  readonly delivered: number;
  readonly dead: number;
  /** Events that were given up for lack of room, since the outbox exists. */
  readonly dropped: number;
}

/** An event that its holder alone may send; nobody else sends one of the same business meanwhile. */
export interface Claim {
  readonly id: string;
  readonly businessId: string;
  /** The JSON text that is sent and signed. */
  readonly body: string;
  /** From 1. */
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** What became of an attempt. `released`: it was broken off by us and does not count. */
export type Settlement =
  | { readonly state: "delivered" | "released" }
  | { readonly state: "dead"; readonly code: string }
  | { readonly state: "pending"; readonly code: string; readonly dueAt: number };

/**
 * Events on their way, durable before anybody sends them. Several processes use it at once. Of each business the
 * oldest pending event is the only one that may be sent; one that is delivered or dead makes way for the next.
 */
export interface EventOutbox {
  /** Numbers and keeps an event; one whose id is known is left out. Gives how many others had to go for it. */
  add(event: NewLifecycleEvent): { readonly added: boolean; readonly dropped: number };
  /** The next event that is due and whose business nobody holds. */
  claim(): Claim | undefined;
  settle(claim: Claim, settlement: Settlement): void;
  /** When the next claim may succeed, milliseconds since the epoch; undefined when nothing waits. */
  nextDue(): number | undefined;
  /** Makes everything that waits due now, and dead events pending again when asked to. */
  hasten(options: { readonly dead: boolean }): void;
  counts(): OutboxCounts;
  /** By business and sequence; delivered events only when they are asked for by their business. */
  list(options: { readonly businessId?: string | undefined; readonly limit: number }): OutboxEvent[];
  /** Changes the text of every event that is kept; gives how many are others than before. */
  rewrite(change: <T>(value: T) => T, options: { readonly dryRun: boolean }): number;
  /** Removes from the disk what was delivered, dropped or overwritten; false while others use the outbox. */
  scrub(): boolean;
  close(): void;
}
