import type { Clock } from "../../src/state/clock.ts";

/** A clock that stands still until it is moved. */
export function fakeClock(start = Date.parse("2026-01-01T00:00:00Z")): Clock & { advance(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
  };
}
