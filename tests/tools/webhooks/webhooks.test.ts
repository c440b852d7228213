import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/state/clock.ts";
import { GenesisError } from "../../../src/state/errors.ts";
import { createRandom } from "../../../src/state/random.ts";
import { openEventOutbox } from "../../../src/stores/webhooks/outbox.ts";
import { createSender } from "../../../src/tools/webhooks/sender.ts";
import { Webhooks, type WebhooksOptions } from "../../../src/tools/webhooks/webhooks.ts";
import { temporaryFolder } from "../../support/services.ts";
import { WebhookReceiver } from "../../support/webhook-receiver.ts";
import { anEvent } from "../../support/webhooks.ts";

async function setting(options: Partial<WebhooksOptions> & { behave?: WebhookReceiver["behave"] } = {}) {
  const receiver = await WebhookReceiver.start(options.behave);
  const outcomes: string[] = [];
  const pending: number[] = [];
  const path = join(temporaryFolder(), "webhooks.db");
  const webhooks = new Webhooks({
    open: () => openEventOutbox(path, { clock: systemClock }),
    exists: () => true,
    send: createSender({ url: receiver.url, secret: undefined, clock: systemClock }),
    clock: systemClock,
    random: createRandom(1),
    observe: (outcome) => outcomes.push(outcome),
    onPending: (count) => pending.push(count),
    ...options,
  });
  onTestFinished(() => webhooks.close());
  return { receiver, webhooks, outcomes, pending, path };
}

const unusable = () =>
  Promise.reject(new GenesisError("STORE_UNAVAILABLE", "away", { hint: "none", category: "system" }));

it("delivers beside the run, and what is left before the process ends", async () => {
  const { receiver, webhooks, outcomes, pending } = await setting();
  for (const step of [1, 2, 3]) await webhooks.record(anEvent("a", step));
  await webhooks.close();
  expect(receiver.sequences("a")).toEqual([1, 2, 3]);
  expect(outcomes).toEqual(["delivered", "delivered", "delivered"]);
  expect(pending.at(-1)).toBe(0);
});

it("without a secret, events go unsigned", async () => {
  const { receiver, webhooks } = await setting();
  await webhooks.record(anEvent("a", 1));
  await webhooks.close();
  expect(receiver.deliveries[0]?.headers["x-genesis-signature"]).toBeUndefined();
});

it("what fails is tried again in the same process", async () => {
  const { receiver, webhooks, outcomes } = await setting({
    behave: (_event, number) => (number === 1 ? { status: 500 } : undefined),
  });
  await webhooks.record(anEvent("a", 1));
  await webhooks.flush(10_000);
  expect(receiver.accepted).toEqual([anEvent("a", 1).id]);
  expect(outcomes).toEqual(["retried", "delivered"]);
});

it("a flush ends in its time, and breaks off nothing", async () => {
  const { receiver, webhooks, path } = await setting({ behave: () => "hang" });
  await webhooks.record(anEvent("a", 1));
  await webhooks.flush(50);
  await expect.poll(() => receiver.deliveries).toHaveLength(1);
  await webhooks.close();
  const outbox = await openEventOutbox(path, { clock: systemClock });
  // Free at once for whoever comes next, as if it had not been tried.
  expect(outbox.claim()).toMatchObject({ id: anEvent("a", 1).id, attempt: 1 });
  outbox.close();
});

it("takes personal data and credentials out, and leaves ids as they are", async () => {
  const { receiver, webhooks } = await setting();
  const run_id = "41111111-1111-4111-8111-111111111111";
  await webhooks.record(
    anEvent("a", 1, {
      run_id,
      note: "ask ada@example.com",
      api_key: "k1234567",
      url: "https://u:pass@x.example",
    }),
  );
  await webhooks.close();
  const [delivery] = receiver.deliveries;
  expect(delivery?.event.data).toEqual({
    run_id,
    status: "EXECUTING",
    note: "ask [email]",
    api_key: "[redacted]",
    url: "https://u:[redacted]@x.example",
  });
});

it("an outbox that can't be opened costs a count; its events are kept in memory until it can", async () => {
  let away = true;
  const path = join(temporaryFolder(), "webhooks.db");
  const { receiver, webhooks, outcomes } = await setting({
    open: () => (away ? unusable() : openEventOutbox(path, { clock: systemClock })),
  });
  await webhooks.record(anEvent("a", 1));
  await webhooks.record(anEvent("a", 2));
  expect(outcomes).toEqual(["unwritable", "unwritable"]);
  away = false;
  await webhooks.record(anEvent("a", 3));
  await webhooks.close();
  expect(receiver.sequences("a")).toEqual([1, 2, 3]);
  expect(receiver.accepted).toEqual([1, 2, 3].map((step) => anEvent("a", step).id));
});

it("memory for events that can't be written is bounded, and what goes is counted", async () => {
  const { webhooks, outcomes } = await setting({ open: unusable });
  for (let step = 0; step < 1_005; step += 1) await webhooks.record(anEvent("a", step));
  expect(outcomes.filter((outcome) => outcome === "dropped")).toHaveLength(5);
});

it("start opens nothing where there was nothing", async () => {
  let opened = 0;
  const { webhooks } = await setting({
    exists: () => false,
    open: () => {
      opened += 1;
      return unusable();
    },
  });
  await webhooks.start();
  expect(opened).toBe(0);
});
