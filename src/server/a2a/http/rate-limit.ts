import type { Clock } from "../../../state/clock.ts";

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_CLIENTS = 10_000;

/** A token bucket for each client: a minute's worth at once at most, refilled evenly. */
export class RateLimit {
  readonly #perMinute: number;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number, clock: Clock) {
    this.#perMinute = perMinute;
    this.#clock = clock;
  }

  /** Takes one request of the client: 0, or how many seconds it has to wait. */
  take(client: string): number {
    const now = this.#clock.now();
    const { tokens, at } = this.#buckets.get(client) ?? { tokens: this.#perMinute, at: now };
    const perMs = this.#perMinute / 60_000;
    const full = Math.min(this.#perMinute, tokens + Math.max(0, now - at) * perMs);
    const taken = full >= 1;
    // Put at the end: the first one is the one that was quiet the longest.
    this.#buckets.delete(client);
    this.#buckets.set(client, { tokens: taken ? full - 1 : full, at: now });
    if (this.#buckets.size > MAX_CLIENTS) this.#buckets.delete(this.#buckets.keys().next().value as string);
    return taken ? 0 : Math.ceil((1 - full) / perMs / 1_000);
  }
}
