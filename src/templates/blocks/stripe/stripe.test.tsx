import assert from "node:assert/strict";
import { test } from "node:test";
import { Stripe } from "stripe";
import type { CheckoutRequest, Payment } from "../../kit/index.ts";
import { Database } from "../../kit/index.ts";
import { testProduct } from "../../kit/testing.ts";
import { block, stripeBlock } from "./index.ts";
import { SmallStripe, TEST_ENV } from "./testing.ts";

const ORIGIN = "http://localhost:3000";
const HOOK = "/api/payments/stripe/webhook";
const ORDER: CheckoutRequest = {
  ...{ reference: "thing:1", amountCents: 1_900, currency: "USD", description: "A thing" },
  ...{ successPath: "/help", cancelPath: "/privacy" },
};

function shop(db = new Database(":memory:")) {
  const stripe = new SmallStripe();
  const made = testProduct([stripeBlock(stripe.connect)], {}, db, TEST_ENV);
  const paid: Payment[] = [];
  made.product.payments.onPaid("thing", (payment) => paid.push(payment));
  const { payments } = made.product;
  const path = (url: unknown) => String(url).slice(ORIGIN.length);
  const session = () => [...stripe.sessions.values()].at(-1) ?? {};
  return { ...made, stripe, payments, paid, path, session };
}

function delivery(
  shopOf: ReturnType<typeof shop>,
  session: string,
  change: { id?: string; at?: number } = {},
) {
  const { id = "evt_1", at = Math.floor(shopOf.clock.now / 1000) } = change;
  const event = {
    id,
    object: "event",
    type: "checkout.session.completed",
    data: { object: { id: session, object: "checkout.session" } },
  };
  const payload = JSON.stringify(event);
  const signer = new Stripe(TEST_ENV.STRIPE_SECRET_KEY);
  const secret = TEST_ENV.STRIPE_WEBHOOK_SECRET;
  const signature = signer.webhooks.generateTestHeaderString({ payload, secret, timestamp: at });
  return { method: "POST", body: payload, headers: { "stripe-signature": signature } };
}

test("without a key the product has its own test checkout, and no routes of Stripe", async () => {
  const { product, visitor } = testProduct([block]);
  assert.match(await product.payments.checkout(ORDER), /^\/test-payment\//);
  assert.equal((await visitor().request(HOOK, { method: "POST" })).status, 404);
  assert.match(
    (await visitor().get("/help")).headers.get("content-security-policy") ?? "",
    /form-action 'self';/,
  );
});

test("a key that is not of test mode is refused at the start, and not told", () => {
  for (const kind of ["sk live", "rk live", "pk test", "pk live", "none"]) {
    const key = `${kind} abcdefgh`.replaceAll(" ", "_");
    assert.throws(
      () => testProduct([block], {}, undefined, { STRIPE_SECRET_KEY: key }),
      (error: Error) => /not a test key/.test(error.message) && !error.message.includes(key),
    );
  }
  const env = { ...TEST_ENV, STRIPE_API_URL: "http://stripe.example" };
  assert.throws(() => testProduct([block], {}, undefined, env), /must be https/);
});

test("a server on this machine may stand in for Stripe, also at its IPv6 address", async () => {
  for (const api of ["http://127.0.0.1:4", "http://localhost:4", "http://[::1]:4"]) {
    const { visitor } = testProduct([block], {}, undefined, { ...TEST_ENV, STRIPE_API_URL: api });
    const policy = (await visitor().get("/help")).headers.get("content-security-policy") ?? "";
    assert.ok(policy.includes(`form-action 'self' ${api}`), policy);
  }
});

test("a customer pays at Stripe, comes back, and is told of once", async () => {
  const { payments, stripe, visitor, paid, path, session } = shop();
  const url = await payments.checkout(ORDER);
  assert.match(url, /^https:\/\/checkout\.stripe\.com\//);
  assert.equal(await payments.checkout(ORDER), url);
  assert.match(
    (await visitor().get("/help")).headers.get("content-security-policy") ?? "",
    /form-action 'self' https:\/\/checkout\.stripe\.com/,
  );
  stripe.pay(url);
  assert.equal((await visitor().get(path(session().success_url))).path, "/help");
  assert.equal((await visitor().get(path(session().success_url))).path, "/help");
  assert.deepEqual(
    paid.map(({ reference, status }) => [reference, status]),
    [["thing:1", "paid"]],
  );
  assert.equal(await payments.checkout(ORDER), "/help");
  assert.deepEqual(stripe.charged, [1_900]);
  assert.equal((await visitor().get("/payments/stripe/return/none")).status, 404);
});

test("another amount closes the page before it, so that nobody pays twice", async () => {
  const { payments, stripe } = shop();
  const first = await payments.checkout(ORDER);
  const second = await payments.checkout({ ...ORDER, amountCents: 2_500 });
  assert.notEqual(first, second);
  assert.throws(() => stripe.pay(first), /not open/);
  stripe.pay(second);
  assert.equal(await payments.checkout({ ...ORDER, amountCents: 2_500 }), "/help");
  assert.deepEqual(stripe.charged, [2_500]);
});

test("a checkout whose answer was lost is the same one when asked again", async () => {
  const { payments, stripe } = shop();
  stripe.lost = 1;
  await assert.rejects(payments.checkout(ORDER));
  await payments.checkout(ORDER);
  assert.equal(stripe.sessions.size, 1);
});

test("whoever goes back cancels, unless they had paid", async () => {
  const { payments, stripe, visitor, path, session, paid } = shop();
  await payments.checkout(ORDER);
  assert.equal((await visitor().get(path(session().cancel_url))).path, "/privacy");
  assert.equal(payments.find("thing:1")?.status, "cancelled");
  assert.throws(() => stripe.pay(String(session().url)), /not open/);
  const again = await payments.checkout(ORDER);
  stripe.pay(again);
  assert.equal((await visitor().get(path(session().cancel_url))).path, "/help");
  assert.equal(paid.length, 1);
});

test("a signed delivery settles once, however often it comes", async () => {
  const one = shop();
  const id = one.stripe.pay(await one.payments.checkout(ORDER));
  const send = async () => (await one.visitor().request(HOOK, delivery(one, id))).json();
  assert.deepEqual(await send(), { outcome: "settled" });
  assert.deepEqual(await send(), { outcome: "known" });
  assert.equal(one.paid.length, 1);
});

test("a delivery that is not Stripe's, not of now, or changed is refused", async () => {
  const one = shop();
  const id = one.stripe.pay(await one.payments.checkout(ORDER));
  const now = Math.floor(one.clock.now / 1000);
  const good = delivery(one, id);
  const bad = [
    delivery(one, id, { at: now - 301 }),
    delivery(one, id, { at: now + 301 }),
    { ...good, body: `${good.body} ` },
    { ...good, headers: { "stripe-signature": `t=${now},v1=${"0".repeat(64)}` } },
    { ...good, headers: { "stripe-signature": "nonsense" } },
    { method: "POST", body: good.body },
  ];
  for (const request of bad) assert.equal((await one.visitor().request(HOOK, request)).status, 400);
  assert.equal(one.paid.length, 0);
  for (const at of [now - 299, now + 299]) {
    const request = delivery(one, id, { at, id: `evt_${at}` });
    assert.equal((await one.visitor().request(HOOK, request)).status, 200);
  }
  assert.equal(one.paid.length, 1);
});

test("who paid and never came back is found by the job, also after a restart", async () => {
  const db = new Database(":memory:");
  const one = shop(db);
  one.stripe.pay(await one.payments.checkout(ORDER));
  const run = one.product.blocks[0]?.jobs?.[0]?.run;
  assert.equal(await run?.(one.product), 0);
  one.clock.now += 61_000;
  assert.equal(await run?.(one.product), 1);
  assert.equal(one.paid.length, 1);
  assert.equal(one.restart().product.payments.find("thing:1")?.status, "paid");
});

test("a checkout for another amount than asked settles nothing", async () => {
  const { payments, stripe, session, paid } = shop();
  stripe.pay(await payments.checkout(ORDER));
  session().amount_total = 1;
  await assert.rejects(payments.checkout(ORDER), /is not for 1900 USD/);
  assert.equal(paid.length, 0);
});

test("renewals charge the same card once each, and a declined one ends it", async () => {
  const { payments, stripe, paid } = shop();
  const first = { ...ORDER, recurring: true };
  stripe.pay(await payments.checkout(first));
  await payments.checkout(first);
  const renewal = (number: number) => ({
    reference: `thing:${number}`,
    amountCents: 1_900,
    description: "A month",
  });
  assert.equal(await payments.renew("thing:1", renewal(2)), true);
  assert.equal(await payments.renew("thing:1", renewal(2)), true);
  stripe.lost = 1;
  await assert.rejects(payments.renew("thing:1", renewal(3)));
  assert.equal(await payments.renew("thing:1", renewal(3)), true);
  assert.deepEqual(stripe.charged, [1_900, 1_900, 1_900]);
  stripe.declines = true;
  assert.equal(await payments.renew("thing:1", renewal(4)), false);
  assert.equal(payments.find("thing:4")?.status, "cancelled");
  assert.equal(paid.length, 3);
  assert.equal(await payments.renew("thing:9", renewal(5)), false);
});

test("a refund is given once, also when its answer was lost", async () => {
  const { payments, stripe } = shop();
  assert.equal(await payments.refund("thing:1"), false);
  stripe.pay(await payments.checkout(ORDER));
  await payments.checkout(ORDER);
  stripe.lost = 1;
  await assert.rejects(payments.refund("thing:1"));
  assert.equal(await payments.refund("thing:1"), true);
  assert.equal(await payments.refund("thing:1"), false);
  assert.deepEqual(stripe.refunds, ["pi_1"]);
  assert.equal(payments.find("thing:1")?.status, "refunded");
});

test("what was paid at the test checkout is given back there, and has no card to renew with", async () => {
  const db = new Database(":memory:");
  const before = testProduct([block], {}, db);
  const page = await before.product.payments.checkout({ ...ORDER, recurring: true });
  await before.visitor().post(page, { name: "Ada", card: "4242 4242 4242 4242" });
  const { payments, stripe } = shop(db);
  assert.equal(
    await payments.renew("thing:1", { reference: "thing:2", amountCents: 1, description: "x" }),
    false,
  );
  assert.equal(await payments.refund("thing:1"), true);
  assert.deepEqual(stripe.refunds, []);
});
