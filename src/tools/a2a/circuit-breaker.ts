import type { Clock } from "../../state/clock.ts";

export type BreakerState = "closed" | "open" | "half-open";

export interface BreakerOptions {
  readonly clock: Clock;
  /** Failures in a row that open it. */
  readonly failures: number;
  /** Until one call may try again, in milliseconds. */
  readonly restMs: number;
}

/** Stops calls to what keeps failing: open after failures in a row, then half-open, which lets one call through. */
export class CircuitBreaker {
  readonly #options: BreakerOptions;
  #failed = 0;
  #openedAt: number | undefined;
  #probing = false;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  get state(): BreakerState {
    if (this.#openedAt === undefined) return "closed";
    // A clock that was set back must not keep it open for longer than a rest.
    const rested = Math.abs(this.#options.clock.now() - this.#openedAt) >= this.#options.restMs;
    return rested ? "half-open" : "open";
  }

  /** Whether a call may go now; true when half-open takes the one place, which `succeeded`, `failed` or `abandoned` ends. */
  enter(): boolean {
    if (this.state === "closed") return true;
    if (this.state === "open" || this.#probing) return false;
    this.#probing = true;
    return true;
  }

  succeeded(): void {
    this.#failed = 0;
    this.#openedAt = undefined;
    this.#probing = false;
  }

  failed(): void {
    this.#failed += 1;
    const wasProbe = this.#probing;
    this.#probing = false;
    if (wasProbe || this.#failed >= this.#options.failures) this.#openedAt = this.#options.clock.now();
  }

  /** The call ended without saying anything about the other side. */
  abandoned(): void {
    this.#probing = false;
  }
}
