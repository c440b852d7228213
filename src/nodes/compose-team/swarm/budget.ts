import type { Clock } from "../../../state/clock.ts";

interface Limits {
  readonly maxEvaluations: number;
  /** null = no limit. */
  readonly timeLimitMs: number | null;
  readonly clock: Clock;
}

/** How much a search may still do. Without a time limit the clock is not looked at. */
export class Budget {
  evaluations = 0;
  /** True once the time was up before the search was done. */
  deadlineReached = false;
  readonly #limits: Limits;
  readonly #deadline: number;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#deadline =
      limits.timeLimitMs === null ? Number.POSITIVE_INFINITY : limits.clock.now() + limits.timeLimitMs;
  }

  spend(evaluations: number): void {
    this.evaluations += evaluations;
  }

  isSpent(): boolean {
    if (this.evaluations >= this.#limits.maxEvaluations) return true;
    if (this.#limits.timeLimitMs !== null && this.#limits.clock.now() >= this.#deadline)
      this.deadlineReached = true;
    return this.deadlineReached;
  }
}
