import assert from "node:assert/strict";
import { test } from "node:test";
import { runJobs } from "../../kit/jobs.ts";
import { type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { stripeBlock } from "../stripe/index.ts";
import { SmallStripe, TEST_ENV } from "../stripe/testing.ts";
import { block, limitOf, planOf } from "./index.ts";
import { addMonths } from "./renewal.ts";

const ADA = { name: "Ada <b>", email: "ada@example.com", password: "a long enough password" };
const CARD = { name: "Ada", card: "4242 4242 4242 4242" };
const PLANS = [
  { id: "free", name: "Free", price_cents: 0, limits: { projects: 3 } },
  { id: "pro", name: "Pro <i>", price_cents: 1_900, features: ["More & more"], limits: { projects: 50 } },
  { id: "max", name: "Max", price_cents: 4_900 },
];
const start = () =>
  testProduct([accounts, block], { settings: { billing: { currency: "EUR", plans: PLANS } } });

async function signedUp(running: TestProduct): Promise<Visitor> {
  const visitor = running.visitor();
  await visitor.post("/sign-up", ADA);
  return visitor;
}

async function buy(visitor: Visitor, plan: string) {
  const checkout = await visitor.post("/pricing", { plan });
  return visitor.post(checkout.path, CARD);
}

test("the plans are shown to everyone, with markup escaped", async () => {
  const { text } = await start().visitor().get("/pricing");
  assert.match(text, /Pro &lt;i&gt;/);
  assert.match(text, /€19/);
  assert.match(text, /More &amp; more/);
  assert.match(text, /"price":"49.00"/);
});

test("an upgrade is paid at the checkout and kept, also after a restart", async () => {
  const running = start();
  const ada = await signedUp(running);
  assert.equal(limitOf(running.product, 1, "projects"), 3);
  const done = await buy(ada, "pro");
  assert.equal(done.path, "/billing");
  assert.match(done.text, /You are on Pro &lt;i&gt;/);
  assert.match(done.text, /Renews on 15 Feb 2026/);
  const again = running.restart();
  assert.equal(planOf(again.product, 1).id, "pro");
  assert.equal(limitOf(again.product, 1, "projects"), 50);
  assert.match((await ada.get("/billing/receipts/1")).text, /€19/);
  assert.match((await ada.get("/billing/receipts.csv")).text, /1,2026-01-15,Pro <i>,19.00,EUR/);
  assert.equal(running.product.outbox.list({ to: ADA.email })[0]?.subject, "Receipt 1 from Test & <Co>");
});

test("a declined card and a cancelled checkout change nothing; the checkout can be tried again", async () => {
  const running = start();
  const ada = await signedUp(running);
  const checkout = await ada.post("/pricing", { plan: "pro" });
  assert.equal((await ada.post(checkout.path, { ...CARD, card: "4000 0000 0000 0002" })).status, 422);
  assert.equal((await ada.post(`${checkout.path}/cancel`)).path, "/pricing");
  assert.equal(planOf(running.product, 1).id, "free");
  assert.match((await ada.get("/billing")).text, /No payments yet/);
  assert.equal((await buy(ada, "pro")).path, "/billing");
  assert.equal(running.product.db.count("SELECT count(*) FROM billing_invoices"), 1);
});

test("a subscription renews each month and every month has its receipt", async () => {
  const running = start();
  await buy(await signedUp(running), "pro");
  assert.equal(await runJobs(running.product), 0);
  running.clock.now = Date.UTC(2026, 1, 15, 13);
  assert.equal(await runJobs(running.product), 1);
  assert.equal(await runJobs(running.product), 0);
  running.clock.now = Date.UTC(2026, 2, 15, 13);
  await runJobs(running.product);
  assert.equal(
    running.product.db.count("SELECT count(*) FROM billing_invoices WHERE paid_at IS NOT NULL"),
    3,
  );
  assert.equal(
    running.product.outbox.list().filter(({ subject }) => subject.startsWith("Receipt")).length,
    3,
  );
  const row = running.product.db.get<{ period_end: number }>("SELECT period_end FROM billing_subscriptions");
  assert.equal(row?.period_end, Date.UTC(2026, 3, 15, 12));
});

test("cancelling keeps the plan until the month is over; one may stay", async () => {
  const running = start();
  const ada = await signedUp(running);
  await buy(ada, "pro");
  assert.match((await ada.post("/pricing", { plan: "free" })).text, /until 15 Feb 2026/);
  assert.equal(planOf(running.product, 1).id, "pro");
  assert.match((await ada.post("/pricing", { plan: "pro" })).text, /You stay on Pro/);
  await ada.post("/pricing", { plan: "free" });
  running.clock.now = Date.UTC(2026, 1, 15, 13);
  await runJobs(running.product);
  assert.equal(planOf(running.product, 1).id, "free");
  assert.match(running.product.outbox.list()[0]?.body ?? "", /nothing of yours is deleted/);
});

test("a cheaper plan begins next month at its own price, a dearer one at once", async () => {
  const running = start();
  const ada = await signedUp(running);
  await buy(ada, "pro");
  running.clock.now += 5 * 86_400_000;
  await buy(ada, "max");
  assert.equal(planOf(running.product, 1).id, "max");
  await ada.post("/pricing", { plan: "pro" });
  assert.equal(planOf(running.product, 1).id, "max");
  running.clock.now = Date.UTC(2026, 1, 20, 13);
  await runJobs(running.product);
  assert.equal(planOf(running.product, 1).id, "pro");
  const last = running.product.db.get<{ amount_cents: number }>(
    "SELECT amount_cents FROM billing_invoices ORDER BY id DESC LIMIT 1",
  );
  assert.equal(last?.amount_cents, 1_900);
});

test("money given back ends the subscription at the end of its month", async () => {
  const running = start();
  await buy(await signedUp(running), "pro");
  assert.equal(await running.product.payments.refund("subscription:1"), true);
  running.clock.now = Date.UTC(2026, 1, 16);
  await runJobs(running.product);
  assert.equal(planOf(running.product, 1).id, "free");
  assert.match(running.product.outbox.list()[0]?.body ?? "", /could not be renewed/);
});

test("unknown plans are refused; strangers see no bill of others", async () => {
  const running = start();
  const ada = await signedUp(running);
  assert.equal((await ada.post("/pricing", { plan: "gold" })).status, 422);
  assert.equal((await ada.post("/pricing")).status, 422);
  await buy(ada, "pro");
  const eve = running.visitor();
  assert.equal((await eve.get("/billing")).path, "/sign-in");
  assert.equal((await eve.post("/pricing", { plan: "pro" })).path, "/sign-in");
  await eve.post("/sign-up", { ...ADA, email: "eve@example.com" });
  assert.equal((await eve.get("/billing/receipts/1")).status, 404);
  assert.equal((await eve.get("/owner/billing")).path, "/owner/sign-in");
  const owner = await running.owner();
  assert.match((await owner.get("/owner/billing")).text, /ada@example.com/);
});

test("a deleted account leaves no subscription, and its payment is never taken for a later one", async () => {
  const running = start();
  const ada = await signedUp(running);
  await buy(ada, "pro");
  await ada.post("/account/delete", { confirm: "delete" });
  assert.equal(running.product.db.count("SELECT count(*) FROM billing_subscriptions"), 0);
  const bob = running.visitor();
  await bob.post("/sign-up", { ...ADA, email: "bob@example.com" });
  assert.equal(planOf(running.product, 1).id, "free");
  assert.match((await bob.post("/pricing", { plan: "pro" })).text, /Test payment/);
});

test("months end where the calendar says", () => {
  assert.equal(addMonths(Date.UTC(2026, 0, 31), 1), Date.UTC(2026, 1, 28));
  assert.equal(addMonths(Date.UTC(2026, 0, 31), 2), Date.UTC(2026, 2, 31));
  assert.equal(addMonths(Date.UTC(2027, 11, 31), 2), Date.UTC(2028, 1, 29));
});

test("plans that make no sense stop the start", () => {
  const wrong = (plans: unknown) => () =>
    testProduct([accounts, block], { settings: { billing: { plans } } });
  assert.throws(wrong([{ id: "pro", name: "Pro", price_cents: 5 }]), /costs nothing/);
  assert.throws(wrong([PLANS[0], PLANS[0]]), /ids of their own/);
});

test("paid at Stripe, a plan renews with the same card once a month, and ends when that is declined", async () => {
  const stripe = new SmallStripe();
  const settings = { billing: { currency: "EUR", plans: PLANS } };
  const blocks = [accounts, stripeBlock(stripe.connect), block];
  const running = testProduct(blocks, { settings }, undefined, TEST_ENV);
  const { product, clock } = running;
  const ada = await signedUp(running);
  const checkout = (await ada.post("/pricing", { plan: "pro" })).headers.get("location") ?? "";
  assert.match(checkout, /^https:\/\/checkout\.stripe\.com\//);
  assert.equal(planOf(product, 1).id, "free");
  const session = stripe.sessions.get(stripe.pay(checkout));
  const back = await ada.get(new URL(String(session?.success_url)).pathname);
  assert.match(back.text, /You are on Pro &lt;i&gt;/);
  clock.now = addMonths(clock.now, 1) + 1;
  await runJobs(product);
  await runJobs(product);
  assert.deepEqual(stripe.charged, [1_900, 1_900]);
  assert.equal(planOf(product, 1).id, "pro");
  stripe.declines = true;
  clock.now = addMonths(clock.now, 1) + 1;
  await runJobs(product);
  assert.equal(planOf(product, 1).id, "free");
  assert.deepEqual(stripe.charged, [1_900, 1_900]);
});
