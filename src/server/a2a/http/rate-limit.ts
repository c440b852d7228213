import type { Clock } from "../../../state/clock.ts";
import { TokenBucket } from "../../../tools/net/token-bucket.ts";

const MAX_CLIENTS = 10_000;

/** A token bucket for each client: a minute's worth at once at most, refilled evenly. */
export class RateLimit {
  readonly #perMinute: number;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(perMinute: number, clock: Clock) {
    this.#perMinute = perMinute;
    this.#clock = clock;
  }

  /** Takes one request of the client: 0, or how many seconds it has to wait. */
  take(client: string): number {
    const perMinute = this.#perMinute;
    const bucket = this.#buckets.get(client) ?? new TokenBucket({ perMinute, burst: perMinute }, this.#clock);
    // Put at the end: the first one is the one that was quiet the longest.
    this.#buckets.delete(client);
    this.#buckets.set(client, bucket);
    if (this.#buckets.size > MAX_CLIENTS) this.#buckets.delete(this.#buckets.keys().next().value as string);
    return Math.ceil(bucket.take() / 1_000);
  }
}
