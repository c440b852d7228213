import type { Clock } from "../../state/clock.ts";

export interface TokenBucketOptions {
  /** Refilled evenly. */
  readonly perMinute: number;
  /** At once, at most. */
  readonly burst: number;
}

/** A rate limit: so many places a minute, and so many at once after a pause. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #clock: Clock;
  #tokens: number;
  #at: number;

  constructor({ perMinute, burst }: TokenBucketOptions, clock: Clock) {
    this.#perMs = perMinute / 60_000;
    this.#burst = burst;
    this.#clock = clock;
    this.#tokens = burst;
    this.#at = clock.now();
  }

  /** Takes a place if there is one: 0, or how long to wait until there may be, in milliseconds. */
  take(): number {
    this.#refill();
    if (this.#tokens < 1) return Math.ceil((1 - this.#tokens) / this.#perMs);
    this.#tokens -= 1;
    return 0;
  }

  /** Takes the next place, whenever that comes: how long to wait for it, in milliseconds. */
  reserve(): number {
    this.#refill();
    this.#tokens -= 1;
    return this.#tokens >= 0 ? 0 : Math.ceil(-this.#tokens / this.#perMs);
  }

  /** A clock that was set back refills nothing. */
  #refill(): void {
    const now = this.#clock.now();
    const passed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + passed * this.#perMs);
  }
}
