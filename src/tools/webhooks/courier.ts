import type { Clock } from "../../state/clock.ts";
import type { Claim, EventOutbox, Settlement } from "../../state/event-outbox.ts";
import type { Random } from "../../state/random.ts";
import { backoffMs } from "./backoff.ts";
import type { Attempt, Sender } from "./sender.ts";

/** What became of an event: an attempt that will be repeated, or an end. */
export type DeliveryOutcome = "delivered" | "retried" | "dead" | "dropped" | "unwritable";

export interface CourierOptions {
  readonly outbox: EventOutbox;
  readonly send: Sender;
  readonly clock: Clock;
  readonly random: Random;
  readonly observe: (outcome: DeliveryOutcome, code?: string) => void;
}

/** Businesses whose events are sent at the same time. */
const LANES = 8;
/** What could not be delivered for so long is of no more use to a dashboard, and holds up what comes after it. */
const MAX_AGE_MS = 72 * 3_600_000;

/** Takes events from the outbox to the receiver: in order within a business, several businesses at once. */
export class Courier {
  readonly #options: CourierOptions;
  /** The receiver asked to be left alone until then, milliseconds since the epoch. */
  #pausedUntil = 0;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** Attempts everything that is due, and what becomes due by it. Errors: those of the outbox. */
  async deliverDue(signal: AbortSignal): Promise<void> {
    await Promise.all(Array.from({ length: LANES }, () => this.#work(signal)));
  }

  /** When there will be something to do, milliseconds since the epoch; undefined when nothing waits. */
  nextDue(): number | undefined {
    const due = this.#options.outbox.nextDue();
    return due === undefined ? undefined : Math.max(due, this.#pausedUntil);
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { outbox, send, clock } = this.#options;
    while (!signal.aborted && clock.now() >= this.#pausedUntil) {
      const claim = outbox.claim();
      if (!claim) return;
      this.#settle(claim, await send(claim, signal));
    }
  }

  #settle(claim: Claim, attempt: Attempt): void {
    const { outbox, observe, clock } = this.#options;
    const settlement = this.#settlementOf(claim, attempt);
    outbox.settle(claim, settlement);
    if (attempt.kind === "failed" && attempt.askedMs !== undefined) {
      // Several answers come at once; the longest wish holds.
      this.#pausedUntil = Math.max(this.#pausedUntil, clock.now() + attempt.askedMs);
    }
    if (settlement.state === "delivered") observe("delivered");
    if (settlement.state === "dead") observe("dead", settlement.code);
    if (settlement.state === "pending") observe("retried", settlement.code);
  }

  #settlementOf({ attempt: number, createdAt }: Claim, attempt: Attempt): Settlement {
    const { clock, random } = this.#options;
    switch (attempt.kind) {
      case "delivered":
        return { state: "delivered" };
      case "aborted":
        return { state: "released" };
      case "refused":
        return { state: "dead", code: attempt.code };
      case "failed": {
        const now = clock.now();
        if (now - createdAt > MAX_AGE_MS) return { state: "dead", code: "WEBHOOK_EXPIRED" };
        const waitMs = Math.max(backoffMs(number, random), attempt.askedMs ?? 0);
        return { state: "pending", code: attempt.code, dueAt: now + waitMs };
      }
    }
  }
}
