import { expect, it } from "vitest";
import { RateLimit } from "../../../../src/server/a2a/http/rate-limit.ts";
import { fakeClock } from "../../../support/clock.ts";

it("gives each client a minute's worth at once, and refills it evenly", () => {
  const clock = fakeClock();
  const limit = new RateLimit(60, clock);
  for (let request = 0; request < 60; request += 1) expect(limit.take("a")).toBe(0);
  expect(limit.take("a")).toBe(1);
  expect(limit.take("b")).toBe(0);
  clock.advance(1_000);
  expect(limit.take("a")).toBe(0);
  expect(limit.take("a")).toBe(1);
  clock.advance(3_600_000);
  for (let request = 0; request < 60; request += 1) expect(limit.take("a")).toBe(0);
  expect(limit.take("a")).toBe(1);
});

it("says how long to wait when requests are rare", () => {
  const clock = fakeClock();
  const limit = new RateLimit(1, clock);
  expect(limit.take("a")).toBe(0);
  expect(limit.take("a")).toBe(60);
  clock.advance(59_000);
  expect(limit.take("a")).toBe(1);
});

it("forgets the clients that were quiet the longest", () => {
  const clock = fakeClock();
  const limit = new RateLimit(1, clock);
  limit.take("first");
  for (let client = 0; client < 10_000; client += 1) limit.take(String(client));
  expect(limit.take("9999")).toBe(60);
  expect(limit.take("first")).toBe(0);
});
