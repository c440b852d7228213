import { describe, expect, it } from "vitest";
import { verifyWebhook } from "../../../src/tools/webhooks/signature.ts";
import { type Fault, WebhookReceiver } from "../../support/webhook-receiver.ts";
import { aCourier, anEvent, anOutbox, HandClock, SECRET } from "../../support/webhooks.ts";

/** A courier with its outbox and a receiver. */
async function setting({
  behave,
  timeoutMs,
}: {
  behave?: WebhookReceiver["behave"];
  timeoutMs?: number;
} = {}) {
  const receiver = await WebhookReceiver.start(behave);
  const clock = new HandClock();
  const outbox = await anOutbox({ clock });
  return { receiver, clock, outbox, ...aCourier(outbox, clock, receiver.url, timeoutMs) };
}

it("posts each event to its business's address, signed, with its id and attempt", async () => {
  const { receiver, clock, outbox, deliver } = await setting();
  outbox.add(anEvent("a/b c", 1));
  await deliver();
  const [delivery] = receiver.deliveries;
  expect(delivery?.path).toBe("/api/businesses/a%2Fb%20c/events");
  expect(delivery?.headers).toMatchObject({
    "content-type": "application/json",
    "x-genesis-event": anEvent("a/b c", 1).id,
    "x-genesis-attempt": "1",
  });
  expect(verifyWebhook(delivery?.headers ?? {}, delivery?.body ?? "", SECRET, clock.now())).toEqual({
    valid: true,
    event: { ...anEvent("a/b c", 1), sequence: 1 },
  });
});

it("goes below the path of the dashboard and hands over the credentials of its address", async () => {
  const { receiver, clock, outbox } = await setting();
  outbox.add(anEvent("a", 1));
  const url = `${receiver.url.replace("//", "//ada:p%40ss@")}/genesis/?tenant=1`;
  await aCourier(outbox, clock, url).deliver();
  expect(receiver.deliveries[0]).toMatchObject({
    path: "/genesis/api/businesses/a/events?tenant=1",
    headers: { authorization: `Basic ${btoa("ada:p@ss")}` },
  });
});

/** What fails for a while and is then well: the event arrives in the end, and the next only after it. */
const PASSING: [string, Fault, string][] = [
  ["500", { status: 500 }, "WEBHOOK_HTTP_500"],
  ["503", { status: 503 }, "WEBHOOK_HTTP_503"],
  ["429", { status: 429 }, "WEBHOOK_HTTP_429"],
  ["a connection that is broken off", "reset", "WEBHOOK_UNREACHABLE"],
  ["no answer", "hang", "WEBHOOK_TIMEOUT"],
];

describe.each(PASSING)("%s", (_name, fault, code) => {
  it("is tried again later, in order, until it is well", async () => {
    const { receiver, clock, outbox, deliver, outcomes, codes, courier } = await setting({
      behave: (event, number) => (event.sequence === 1 && number <= 3 ? fault : undefined),
      ...(fault === "hang" && { timeoutMs: 200 }),
    });
    for (const step of [1, 2]) outbox.add(anEvent("a", step));
    for (let round = 0; round < 3; round += 1) {
      await deliver();
      await deliver();
      expect(receiver.deliveries).toHaveLength(round + 1);
      clock.pass((courier.nextDue() ?? 0) - clock.now());
    }
    await deliver();
    expect(outcomes).toEqual(["retried", "retried", "retried", "delivered", "delivered"]);
    expect(new Set(codes)).toEqual(new Set([code]));
    expect(receiver.sequences("a")).toEqual([1, 2]);
    expect(receiver.deliveries.map(({ headers }) => headers["x-genesis-attempt"])).toEqual([
      "1",
      "2",
      "3",
      "4",
      "1",
    ]);
  });
});

describe.each([
  ["400", 400],
  ["404", 404],
  ["410", 410],
  ["a redirect", 302],
])("%s", (_name, status) => {
  it("is not tried again, and does not hold the next event back", async () => {
    const { receiver, clock, outbox, deliver, outcomes, codes } = await setting({
      behave: ({ sequence }) =>
        sequence === 1 ? { status, headers: { location: "http://127.0.0.1:9/elsewhere" } } : undefined,
    });
    for (const step of [1, 2]) outbox.add(anEvent("a", step));
    await deliver();
    clock.pass(3_600_000);
    await deliver();
    expect(outcomes).toEqual(["dead", "delivered"]);
    expect(codes).toEqual([`WEBHOOK_HTTP_${status}`]);
    expect(receiver.deliveries).toHaveLength(2);
    expect(outbox.counts()).toMatchObject({ pending: 0, dead: 1, delivered: 1 });
  });
});

it.each(["cut", "endless"] as const)(
  "an answer that is %s was an answer: its status counts",
  async (fault) => {
    const { receiver, outbox, deliver, outcomes } = await setting({ behave: () => fault });
    outbox.add(anEvent("a", 1));
    await deliver();
    await deliver();
    expect(outcomes).toEqual(["delivered"]);
    expect(receiver.deliveries).toHaveLength(1);
  },
);

it("a slow dashboard gets each event once", async () => {
  const { receiver, outbox, deliver, outcomes } = await setting({ behave: () => ({ slowMs: 100 }) });
  for (const step of [1, 2]) outbox.add(anEvent("a", step));
  await deliver();
  expect(outcomes).toEqual(["delivered", "delivered"]);
  expect(receiver.deliveries).toHaveLength(2);
});

it("leaves a receiver alone for as long as it asks, with the events of every business", async () => {
  const { receiver, clock, outbox, deliver, courier } = await setting({
    behave: (_event, number) =>
      number === 1 ? { status: 429, headers: { "retry-after": "120" } } : undefined,
  });
  outbox.add(anEvent("a", 1));
  await deliver();
  outbox.add(anEvent("b", 1));
  expect(courier.nextDue()).toBe(clock.now() + 120_000);
  clock.pass(119_999);
  await deliver();
  expect(receiver.deliveries).toHaveLength(1);
  clock.pass(1);
  await deliver();
  expect(receiver.accepted.sort()).toEqual([anEvent("a", 1).id, anEvent("b", 1).id].sort());
});

it("one business that hangs holds up no other", async () => {
  const { receiver, outbox, deliver } = await setting({
    behave: ({ business_id }) => (business_id === "slow" ? "hang" : undefined),
    timeoutMs: 2_000,
  });
  outbox.add(anEvent("slow", 1));
  for (let business = 0; business < 20; business += 1) outbox.add(anEvent(`b${business}`, 1));
  await deliver();
  expect(receiver.accepted).toHaveLength(20);
  expect(outbox.counts()).toMatchObject({ pending: 1, delivered: 20 });
});

it("a dashboard that is down and comes up gets everything, in order", async () => {
  const { receiver, clock, outbox, deliver, courier, codes } = await setting();
  await receiver.down();
  for (const step of [1, 2, 3]) outbox.add(anEvent("a", step));
  await deliver();
  expect(codes).toEqual(["WEBHOOK_UNREACHABLE"]);
  await receiver.up();
  clock.pass((courier.nextDue() ?? 0) - clock.now());
  await deliver();
  expect(receiver.sequences("a")).toEqual([1, 2, 3]);
});

it("gives an event up after three days, so that those after it arrive", async () => {
  const { receiver, clock, outbox, deliver, codes } = await setting({ behave: () => ({ status: 500 }) });
  outbox.add(anEvent("a", 1));
  clock.pass(72 * 3_600_000 + 1);
  outbox.add(anEvent("a", 2));
  await deliver();
  expect(codes).toEqual(["WEBHOOK_EXPIRED", "WEBHOOK_HTTP_500"]);
  expect(receiver.deliveries).toHaveLength(2);
  expect(outbox.counts()).toMatchObject({ dead: 1, pending: 1 });
});

it("two couriers on one outbox send each event once, in order", async () => {
  const { receiver, clock, outbox, deliver } = await setting();
  const other = await anOutbox({ clock, folder: outbox.folder });
  for (let step = 1; step <= 20; step += 1)
    for (const business of ["a", "b", "c"]) outbox.add(anEvent(business, step));
  const second = aCourier(other, clock, receiver.url);
  for (let round = 0; round < 50 && outbox.counts().pending > 0; round += 1) {
    await Promise.all([deliver(), second.deliver()]);
  }
  expect(receiver.deliveries).toHaveLength(60);
  const order = Array.from({ length: 20 }, (_one, at) => at + 1);
  for (const business of ["a", "b", "c"]) expect(receiver.sequences(business)).toEqual(order);
});

it("what is broken off by us counts as no attempt", async () => {
  const { outbox, courier, outcomes } = await setting({ behave: () => "hang" });
  outbox.add(anEvent("a", 1));
  const stop = new AbortController();
  const round = courier.deliverDue(stop.signal);
  setTimeout(() => stop.abort(), 50);
  await round;
  expect(outcomes).toEqual([]);
  expect(outbox.claim()).toMatchObject({ attempt: 1 });
});
