/** Counts attempts in fixed windows, in memory: enough for one process. */
export class RateLimit {
  readonly #max: number;
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #windows = new Map<string, { count: number; until: number }>();

  constructor({ max, windowMs, now }: { max: number; windowMs: number; now: () => number }) {
    this.#max = max;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** Takes one attempt; false when there are none left in this window. */
  take(key: string): boolean {
    return this.attempt(key).allowed;
  }

  /** The same, with what a client wants to know: attempts left, and seconds until there are more. */
  attempt(key: string): { allowed: boolean; remaining: number; retryAfterSeconds: number } {
    const now = this.#now();
    let window = this.#windows.get(key);
    if (!window || window.until <= now) {
      this.#forgetOld(now);
      window = { count: 0, until: now + this.#windowMs };
      this.#windows.set(key, window);
    }
    const allowed = window.count < this.#max;
    if (allowed) window.count += 1;
    return {
      allowed,
      remaining: this.#max - window.count,
      retryAfterSeconds: Math.max(1, Math.ceil((window.until - now) / 1_000)),
    };
  }

  #forgetOld(now: number): void {
    if (this.#windows.size < 10_000) return;
    for (const [key, { until }] of this.#windows) if (until <= now) this.#windows.delete(key);
  }
}
