import { expect, it } from "vitest";
import { createRandom } from "../../../src/state/random.ts";
import { backoffMs, retryAfterMs } from "../../../src/tools/webhooks/backoff.ts";

const always = (value: number) => ({ ...createRandom(1), next: () => value });

it("doubles, ends at five minutes, and leaves half to chance", () => {
  expect([1, 2, 3, 9, 10, 1_000].map((attempt) => backoffMs(attempt, always(1)))).toEqual([
    1_000, 2_000, 4_000, 256_000, 300_000, 300_000,
  ]);
  expect([1, 2, 10].map((attempt) => backoffMs(attempt, always(0)))).toEqual([500, 1_000, 150_000]);
});

it("senders that fail together come back apart", () => {
  const waits = Array.from({ length: 50 }, (_one, seed) => backoffMs(5, createRandom(seed)));
  expect(new Set(waits).size).toBeGreaterThan(40);
});

it.each([
  ["120", 120_000],
  ["0", 0],
  [" 7 ", 7_000],
  ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
  ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
  ["999999", 3_600_000],
  ["-5", undefined],
  ["soon", undefined],
  ["1.5", undefined],
  ["", undefined],
  [null, undefined],
])("Retry-After: %s is %s ms", (header, expected) => {
  expect(retryAfterMs(header, Date.UTC(2026, 0, 1))).toBe(expected);
});
