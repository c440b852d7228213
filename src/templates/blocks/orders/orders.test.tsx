import assert from "node:assert/strict";
import { test } from "node:test";
import { runJobs } from "../../kit/jobs.ts";
import { testProduct } from "../../kit/testing.ts";
import { block as catalogue, itemById } from "../catalogue/index.ts";
import { stripeBlock } from "../stripe/index.ts";
import { SmallStripe, TEST_ENV } from "../stripe/testing.ts";
import { block, orderPath, payFor, place } from "./index.ts";

const products = [
  { name: "Knife", price_cents: 3_950, stock: 5, category: "Tools", description: "Made of ash." },
];
const DRAFT = {
  ...{ name: "Ada <b>", email: "ada@example.com", street: "Ring 1", postcode: "1010", city: "Vienna" },
  ...{ country: "Austria", note: "Ring twice", discount_code: "", currency: "USD", subtotal_cents: 7_900 },
  ...{ discount_cents: 0, shipping_cents: 490, total_cents: 8_390 },
  lines: [{ item: 1, name: "Knife", price_cents: 3_950, quantity: 2 }],
};

/** A shop with one order; paid unless told otherwise. */
async function shopWithOrder(pay = true) {
  const shop = testProduct([catalogue, block], { settings: { catalogue: { products } } });
  const placed = place(shop.product, DRAFT);
  assert.ok("id" in placed);
  const buyer = shop.visitor();
  const payment = await payFor(shop.product, placed.id);
  if (pay) await buyer.post(payment, { name: "Ada", card: "4242424242424242" });
  const boss = await shop.owner();
  const advance = (fields: Record<string, string>) => boss.post("/owner/orders/1/advance", fields);
  return { ...shop, buyer, boss, advance, page: orderPath(shop.product, placed.id) };
}

test("an order goes from paid to delivered, and its customer can follow it", async () => {
  const { advance, buyer, page, product, restart } = await shopWithOrder();
  assert.match((await advance({ from: "paid" })).text, /It is marked as packed\..*Packed/s);
  const missing = await advance({ from: "packed", carrier: "Post", tracking: "" });
  assert.equal(missing.status, 422);
  assert.match(missing.text, /id="tracking-error"/);
  await advance({ from: "packed", carrier: "Post", tracking: "AT <1>" });
  assert.match((await buyer.get(page)).text, /AT &lt;1&gt;/);
  assert.match((await advance({ from: "shipped" })).text, /Delivered/);
  const subjects = product.outbox.list({ to: "ada@example.com" }).map(({ subject }) => subject);
  assert.deepEqual(subjects, ["Test & <Co>: order #1001 is on its way", "Test & <Co>: your order #1001"]);
  assert.match((await restart().visitor().get(page)).text, /It has arrived/);
});

test("a step is taken once, and none can be left out", async () => {
  const { advance } = await shopWithOrder();
  assert.equal((await advance({ from: "shipped" })).status, 409);
  await advance({ from: "paid" });
  assert.equal((await advance({ from: "paid" })).status, 409);
  assert.equal((await advance({ from: "awaiting_payment" })).status, 422);
});

test("cancelling gives stock and money back, once", async () => {
  const { boss, product, buyer, page } = await shopWithOrder();
  assert.equal(itemById(product, 1)?.stock, 3);
  await boss.post("/owner/orders/1/cancel");
  assert.equal((await boss.post("/owner/orders/1/cancel")).status, 409);
  assert.equal(itemById(product, 1)?.stock, 5);
  assert.equal(product.payments.find("order:1")?.status, "refunded");
  assert.match((await buyer.get(page)).text, /\$83\.90 was paid back/);
  assert.equal(await runJobs(product), 0);
  assert.match((await boss.get("/owner/orders")).text, /Paid orders<\/p><p class="value">0/);
});

test("what was shipped can't be cancelled", async () => {
  const { advance, boss, buyer, page, product } = await shopWithOrder();
  await advance({ from: "paid" });
  assert.match((await buyer.post(`${page}/cancel`)).text, /too late/);
  await advance({ from: "packed", carrier: "Post", tracking: "1" });
  assert.equal((await boss.post("/owner/orders/1/cancel")).status, 409);
  assert.equal(itemById(product, 1)?.stock, 3);
});

test("a refund that fails stays owed and is tried again", async () => {
  const { boss, product } = await shopWithOrder();
  product.db.run("UPDATE kit_payments SET status = 'pending'");
  assert.match((await boss.post("/owner/orders/1/cancel")).text, /is being paid back/);
  product.db.run("UPDATE kit_payments SET status = 'paid'");
  assert.equal(await runJobs(product), 1);
  assert.match((await boss.get("/owner/orders/1")).text, /was paid back/);
});

test("only who has the link sees an order; it is sent again to its own address only", async () => {
  const { visitor, page, product } = await shopWithOrder();
  assert.equal((await visitor().get(page)).status, 200);
  assert.equal((await visitor().get(`${page.slice(0, -1)}_`)).status, 404);
  assert.equal((await visitor().get(page.replace("/1/", "/2/"))).status, 404);
  assert.equal((await visitor().post(`${page.slice(0, -1)}_/cancel`)).status, 404);
  const sent = () => product.outbox.list().length;
  const before = sent();
  const wrong = await visitor().post("/orders", { number: "#1001", email: "eve@example.com" });
  const right = await visitor().post("/orders", { number: "#1001", email: "ada@example.com" });
  assert.match(wrong.text, /If there is such an order/);
  assert.match(right.text, /If there is such an order/);
  assert.equal(sent(), before + 1);
  assert.equal((await visitor().post("/orders", { number: "none", email: "x" })).status, 422);
});

test("the owner filters and exports; others are asked to sign in", async () => {
  const { boss, visitor } = await shopWithOrder();
  assert.match((await boss.get("/owner/orders?status=paid")).text, /#1001/);
  assert.match((await boss.get("/owner/orders?status=shipped")).text, /No orders here/);
  assert.match(
    (await boss.get("/owner/orders/export.csv")).text,
    /#1001,2026-01-15T12:00:00.000Z,paid,Ada <b>/,
  );
  assert.equal((await visitor().get("/owner/orders/1")).path, "/owner/sign-in");
  assert.equal((await boss.get("/owner/orders/7")).status, 404);
});

test("nothing is taken when one line can't be had", async () => {
  const { product } = await shopWithOrder(false);
  const lines = [...DRAFT.lines, { item: 9, name: "Ghost", price_cents: 1, quantity: 1 }];
  assert.deepEqual(place(product, { ...DRAFT, lines }), { missing: "Ghost" });
  assert.equal(itemById(product, 1)?.stock, 3);
});

test("paid at Stripe, an order that is cancelled is paid back there, once", async () => {
  const stripe = new SmallStripe();
  const blocks = [catalogue, stripeBlock(stripe.connect), block];
  const { product, owner } = testProduct(
    blocks,
    { settings: { catalogue: { products } } },
    undefined,
    TEST_ENV,
  );
  const placed = place(product, DRAFT);
  assert.ok("id" in placed);
  stripe.pay(await payFor(product, placed.id));
  assert.equal(await payFor(product, placed.id), orderPath(product, placed.id));
  assert.equal(product.payments.find("order:1")?.status, "paid");
  const boss = await owner();
  await boss.post("/owner/orders/1/cancel");
  assert.equal((await boss.post("/owner/orders/1/cancel")).status, 409);
  assert.deepEqual([stripe.charged, stripe.refunds], [[8_390], ["pi_1"]]);
  assert.equal(itemById(product, 1)?.stock, 5);
});
