import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../src/stores/sqlite/driver.ts";
import { openEventOutbox } from "../../../src/stores/webhooks/outbox.ts";
import { temporaryFolder } from "../../support/services.ts";
import { anEvent, anOutbox, HandClock } from "../../support/webhooks.ts";

it("numbers events by business, from 1, and keeps what is sent as JSON", async () => {
  const outbox = await anOutbox();
  for (const [business, step] of [
    ["a", 1],
    ["b", 1],
    ["a", 2],
  ] as const)
    outbox.add(anEvent(business, step));
  const first = outbox.claim();
  expect(JSON.parse(first?.body ?? "")).toEqual({ ...anEvent("a", 1), sequence: 1 });
  expect(outbox.list({ limit: 9 }).map(({ business_id, sequence }) => [business_id, sequence])).toEqual([
    ["a", 1],
    ["a", 2],
    ["b", 1],
  ]);
});

it("an event that is known is left out, also when it was delivered", async () => {
  const outbox = await anOutbox();
  expect(outbox.add(anEvent("a", 1)).added).toBe(true);
  expect(outbox.add(anEvent("a", 1)).added).toBe(false);
  const claim = outbox.claim();
  if (claim) outbox.settle(claim, { state: "delivered" });
  expect(outbox.add(anEvent("a", 1)).added).toBe(false);
  expect(outbox.counts()).toEqual({ pending: 0, delivered: 1, dead: 0, dropped: 0 });
});

describe("claim", () => {
  it("gives one event of a business at a time, oldest first, and others beside it", async () => {
    const outbox = await anOutbox();
    for (const step of [1, 2]) for (const business of ["a", "b"]) outbox.add(anEvent(business, step));
    const claims = [outbox.claim(), outbox.claim(), outbox.claim()];
    expect(claims.map((claim) => claim?.id)).toEqual([anEvent("a", 1).id, anEvent("b", 1).id, undefined]);
    if (claims[0]) outbox.settle(claims[0], { state: "delivered" });
    expect(outbox.claim()?.id).toBe(anEvent("a", 2).id);
  });

  it("an event that waits for its next attempt holds back those after it, a dead one does not", async () => {
    const clock = new HandClock();
    const outbox = await anOutbox({ clock });
    for (const step of [1, 2]) outbox.add(anEvent("a", step));
    const first = outbox.claim();
    if (!first) throw new Error("an event is due");
    outbox.settle(first, { state: "pending", code: "WEBHOOK_TIMEOUT", dueAt: clock.now() + 1_000 });
    expect(outbox.claim()).toBeUndefined();
    expect(outbox.nextDue()).toBe(clock.now() + 1_000);
    clock.pass(1_000);
    const again = outbox.claim();
    expect(again).toMatchObject({ id: first.id, attempt: 2 });
    if (again) outbox.settle(again, { state: "dead", code: "WEBHOOK_HTTP_400" });
    expect(outbox.claim()?.id).toBe(anEvent("a", 2).id);
    expect(outbox.list({ limit: 9 })[0]).toMatchObject({
      state: "dead",
      attempts: 2,
      error_code: "WEBHOOK_HTTP_400",
    });
  });

  it("an attempt that was broken off does not count", async () => {
    const outbox = await anOutbox();
    outbox.add(anEvent("a", 1));
    const claim = outbox.claim();
    if (claim) outbox.settle(claim, { state: "released" });
    expect(outbox.claim()).toMatchObject({ attempt: 1 });
  });

  it("two outboxes on one file never hold the same business, and one takes over when a lease has ended", async () => {
    const clock = new HandClock();
    const one = await anOutbox({ clock });
    const other = await anOutbox({ clock, folder: one.folder });
    one.add(anEvent("a", 1));
    const late = one.claim();
    expect(other.claim()).toBeUndefined();
    expect(other.nextDue()).toBe(clock.now() + 60_000);
    clock.pass(60_000);
    expect(other.claim()?.id).toBe(late?.id);
    // Overtaken: the other decides what becomes of it.
    if (late) one.settle(late, { state: "dead", code: "WEBHOOK_HTTP_400" });
    expect(one.counts()).toMatchObject({ pending: 1, dead: 0 });
    if (late) one.settle(late, { state: "delivered" });
    expect(one.counts()).toMatchObject({ pending: 0, delivered: 1 });
  });
});

describe("bounds", () => {
  it("the oldest that waits goes when there are too many, and is counted; one in flight stays", async () => {
    const outbox = await anOutbox({ maxPending: 2 });
    outbox.add(anEvent("a", 1));
    const inFlight = outbox.claim();
    outbox.add(anEvent("b", 1));
    expect(outbox.add(anEvent("b", 2))).toEqual({ added: true, dropped: 1 });
    expect(outbox.counts()).toMatchObject({ pending: 2, dropped: 1 });
    expect(outbox.list({ limit: 9 }).map(({ id }) => id)).toEqual([inFlight?.id, anEvent("b", 2).id]);
    // The gap shows.
    expect(outbox.list({ limit: 9, businessId: "b" })[0]?.sequence).toBe(2);
  });

  it("finished ones are kept up to a number, the latest of them, without their text", async () => {
    const outbox = await anOutbox({ maxFinished: 2 });
    for (const step of [1, 2, 3]) {
      outbox.add(anEvent("a", step));
      const claim = outbox.claim();
      if (claim) outbox.settle(claim, { state: "delivered" });
    }
    expect(outbox.list({ limit: 9, businessId: "a" }).map(({ sequence }) => sequence)).toEqual([2, 3]);
    // The numbers go on, whatever was forgotten.
    outbox.add(anEvent("a", 4));
    expect(JSON.parse(outbox.claim()?.body ?? "").sequence).toBe(4);
  });

  it("an event that is too large is sent without its data", async () => {
    const outbox = await anOutbox({ maxBytes: 1_000 });
    outbox.add(anEvent("a", 1, { large: "x".repeat(1_000) }));
    expect(JSON.parse(outbox.claim()?.body ?? "").data).toEqual({ truncated: true });
  });
});

it("hasten makes all due, and dead ones wait again when asked to", async () => {
  const clock = new HandClock();
  const outbox = await anOutbox({ clock });
  for (const business of ["a", "b"]) outbox.add(anEvent(business, 1));
  const [a, b] = [outbox.claim(), outbox.claim()];
  if (!a || !b) throw new Error("two events are due");
  outbox.settle(a, { state: "pending", code: "WEBHOOK_TIMEOUT", dueAt: clock.now() + 60_000 });
  outbox.settle(b, { state: "dead", code: "WEBHOOK_HTTP_400" });
  outbox.hasten({ dead: false });
  expect(outbox.claim()?.id).toBe(a.id);
  expect(outbox.claim()).toBeUndefined();
  outbox.hasten({ dead: true });
  expect(outbox.claim()).toMatchObject({ id: b.id, attempt: 1 });
});

it("one from a newer Genesis is left alone", async () => {
  const folder = join(temporaryFolder(), "home");
  const outbox = await anOutbox({ folder });
  outbox.add(anEvent("a", 1));
  outbox.close();
  const path = join(folder, "webhooks.db");
  const database = await openDatabase(path, { migrated: false });
  database.exec("PRAGMA user_version = 99");
  database.close();
  const before = readFileSync(path);
  await expect(openEventOutbox(path, { clock: new HandClock() })).rejects.toMatchObject({
    code: "STORE_NEWER_VERSION",
  });
  expect(readFileSync(path).equals(before)).toBe(true);
});

it("can be read while it is in use, and not written so", async () => {
  const outbox = await anOutbox();
  outbox.add(anEvent("a", 1));
  const path = join(outbox.folder, "webhooks.db");
  const reading = await openEventOutbox(path, { clock: new HandClock(), readOnly: true });
  expect(reading.counts().pending).toBe(1);
  expect(() => reading.add(anEvent("a", 2))).toThrow(expect.objectContaining({ code: "STORE_READ_ONLY" }));
  reading.close();
});

type Step =
  | { readonly business: number }
  | { readonly attempt: "delivered" | "dead" | "pending" | "released" };

it("whatever happens, each business is served in order and no event is lost or ends twice", async () => {
  const step = fc.oneof(
    fc.record({ business: fc.nat(2) }),
    fc.record({ attempt: fc.constantFrom("delivered", "dead", "pending", "released") }),
  ) as fc.Arbitrary<Step>;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = new HandClock();
      const outbox = await anOutbox({ clock });
      const ended = new Map<string, number[]>();
      let added = 0;
      for (const one of steps) {
        if ("business" in one) {
          added += 1;
          outbox.add(anEvent(`b${one.business}`, added));
        } else {
          clock.pass(10);
          const claim = outbox.claim();
          if (!claim) continue;
          const { sequence } = JSON.parse(claim.body);
          if (one.attempt === "delivered" || one.attempt === "dead")
            ended.set(claim.businessId, [...(ended.get(claim.businessId) ?? []), sequence]);
          outbox.settle(
            claim,
            one.attempt === "pending"
              ? { state: "pending", code: "X", dueAt: clock.now() + 5 }
              : one.attempt === "dead"
                ? { state: "dead", code: "X" }
                : { state: one.attempt },
          );
        }
      }
      for (const order of ended.values()) expect(order).toEqual(order.map((_one, at) => at + 1));
      const { pending, delivered, dead } = outbox.counts();
      expect(pending + delivered + dead).toBe(added);
      outbox.close();
    }),
    { numRuns: 40 },
  );
});
