import { expect, it } from "vitest";
import { TokenBucket } from "../../../src/tools/net/token-bucket.ts";
import { fakeClock } from "../../support/clock.ts";

it("lets a burst through, then one after the other", () => {
  const clock = fakeClock();
  const rate = new TokenBucket({ perMinute: 60, burst: 6 }, clock);
  const waits = Array.from({ length: 8 }, () => rate.reserve());
  expect(waits).toEqual([0, 0, 0, 0, 0, 0, 1_000, 2_000]);
  clock.advance(3_000);
  expect(rate.reserve()).toBe(0);
});

it("takes nothing from those who have to come back", () => {
  const clock = fakeClock();
  const rate = new TokenBucket({ perMinute: 60, burst: 1 }, clock);
  expect([rate.take(), rate.take(), rate.take()]).toEqual([0, 1_000, 1_000]);
  clock.advance(250);
  expect(rate.take()).toBe(750);
  clock.advance(750);
  expect([rate.take(), rate.take()]).toEqual([0, 1_000]);
});

it("is full after a pause and no fuller, and a clock that is set back refills nothing", () => {
  const clock = fakeClock();
  const rate = new TokenBucket({ perMinute: 60, burst: 2 }, clock);
  clock.advance(3_600_000);
  expect([rate.take(), rate.take(), rate.take()]).toEqual([0, 0, 1_000]);
  clock.advance(-3_600_000);
  expect(rate.take()).toBe(1_000);
  clock.advance(1_000);
  expect(rate.take()).toBe(0);
});
