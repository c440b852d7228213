import { expect, it } from "vitest";
import { Receivers } from "../../../../src/server/a2a/push/receivers.ts";
import { fakeClock } from "../../../support/clock.ts";

const HOOK = "https://hooks.example.com/a";

it("lets a receiver that fails rest, longer each time, up to an hour", () => {
  const clock = fakeClock();
  const receivers = new Receivers(clock);
  expect(receivers.isResting(HOOK)).toBe(false);
  for (const rest of [30_000, 60_000, 120_000]) {
    receivers.failed(HOOK);
    clock.advance(rest - 1);
    expect(receivers.isResting(HOOK)).toBe(true);
    clock.advance(1);
    expect(receivers.isResting(HOOK)).toBe(false);
  }
  for (let time = 0; time < 40; time += 1) receivers.failed(HOOK);
  clock.advance(3_599_999);
  expect(receivers.isResting(HOOK)).toBe(true);
  clock.advance(1);
  expect(receivers.isResting(HOOK)).toBe(false);
});

it("begins anew once it has answered, and leaves others alone", () => {
  const clock = fakeClock();
  const receivers = new Receivers(clock);
  receivers.failed(HOOK);
  receivers.failed(HOOK);
  expect(receivers.isResting("https://hooks.example.com/b")).toBe(false);
  receivers.answered(HOOK);
  expect(receivers.isResting(HOOK)).toBe(false);
  receivers.failed(HOOK);
  clock.advance(30_000);
  expect(receivers.isResting(HOOK)).toBe(false);
});

it("does not rest for longer when the clock is set back", () => {
  const clock = fakeClock();
  const receivers = new Receivers(clock);
  receivers.failed(HOOK);
  clock.advance(-3_600_000);
  expect(receivers.isResting(HOOK)).toBe(false);
});
