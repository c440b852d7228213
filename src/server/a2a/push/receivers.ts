import type { Clock } from "../../../state/clock.ts";

const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 3_600_000;
/** Receivers that are remembered; the one that failed the longest ago is forgotten first. */
const MAX_KNOWN = 10_000;

/** Which receivers are left alone for a while, because all attempts to reach them failed. */
export class Receivers {
  readonly #clock: Clock;
  readonly #failing = new Map<
    string,
    { readonly times: number; readonly since: number; readonly restMs: number }
  >();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isResting(url: string): boolean {
    const failing = this.#failing.get(url);
    if (!failing) return false;
    const passed = this.#clock.now() - failing.since;
    // A clock that was set back must not make a rest longer.
    return passed >= 0 && passed < failing.restMs;
  }

  /** Each failure in a row doubles the rest, up to an hour. */
  failed(url: string): void {
    const times = (this.#failing.get(url)?.times ?? 0) + 1;
    const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(times - 1, 20));
    this.#failing.delete(url);
    this.#failing.set(url, { times, since: this.#clock.now(), restMs });
    if (this.#failing.size > MAX_KNOWN) this.#failing.delete(this.#failing.keys().next().value as string);
  }

  answered(url: string): void {
    this.#failing.delete(url);
  }
}
