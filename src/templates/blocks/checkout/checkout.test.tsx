import assert from "node:assert/strict";
import { test } from "node:test";
import { runJobs } from "../../kit/jobs.ts";
import { type Answer, type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block as cart } from "../cart/index.ts";
import { block as catalogue, itemById } from "../catalogue/index.ts";
import { block as orders } from "../orders/index.ts";
import { block } from "./index.ts";
import { sums } from "./sums.ts";

const CARD = { name: "Ada", card: "4242 4242 4242 4242" };
const ADDRESS = {
  ...{ name: "Ada <b>", email: "ada@example.com", street: "Ring 1", postcode: "1010", city: "Vienna" },
  ...{ country: "Austria", note: "" },
};
const item = (name: string, price_cents: number, stock: number) => ({
  ...{ name, price_cents, stock, category: "Tools", description: "Made of ash." },
});
const [TIN, KNIFE] = [1, 2];
const shop = () =>
  testProduct([catalogue, cart, block, orders], {
    settings: { catalogue: { products: [item("Knife", 3_950, 2), item("Tin", 1_805, 30)] } },
  });

async function fill(buyer: Visitor, id: number, quantity = 1): Promise<void> {
  await buyer.post("/cart/add", { item: String(id), quantity: String(quantity) });
}
const shown = (page: Answer) => /name="expected" value="(\d+)"/.exec(page.text)?.[1] ?? "";
async function order(buyer: Visitor, code = ""): Promise<Answer> {
  const page = await buyer.get(code ? `/checkout?code=${code}` : "/checkout");
  return buyer.post("/checkout", { ...ADDRESS, code, expected: shown(page) });
}
const stock = ({ product }: TestProduct, id: number) => itemById(product, id)?.stock;

test("a visitor orders and pays; stock is taken once and a confirmation goes out", async () => {
  const store = shop();
  const buyer = store.visitor();
  await fill(buyer, KNIFE);
  await fill(buyer, TIN, 2);
  const payment = await order(buyer);
  assert.match(payment.path, /^\/test-payment\//);
  assert.match(payment.text, /\$75\.60/);
  assert.deepEqual([stock(store, KNIFE), stock(store, TIN)], [1, 28]);
  const page = await buyer.post(payment.path, CARD);
  assert.match(page.path, /^\/orders\/1\//);
  assert.match(page.text, /Ada &lt;b&gt;/);
  assert.match(page.text, /<span class="badge good">Paid/);
  await buyer.post(payment.path, CARD);
  assert.deepEqual([stock(store, KNIFE), stock(store, TIN)], [1, 28]);
  const mails = store.product.outbox.list({ to: "ada@example.com" });
  assert.equal(mails.length, 1);
  assert.match(
    mails[0]?.body ?? "",
    /2 x Tin: \$36\.10\n1 x Knife: \$39\.50\nShipping: free\nTotal: \$75\.60/,
  );
  assert.match((await buyer.get("/cart")).text, /Your cart is empty/);
  assert.match((await store.restart().visitor().get(page.path)).text, /Paid/);
});

test("the total is whole cents: subtotal less discount plus shipping", () => {
  const rule = { shipping_cents: 490, free_shipping_from_cents: 5_000 };
  const code = { code: "X", kind: "percent", value: 15, min_cents: 0, max_uses: 0, active: 1 } as const;
  assert.deepEqual(sums(3_950, code, rule), {
    ...{ subtotal_cents: 3_950, discount_cents: 593, shipping_cents: 490, total_cents: 3_847 },
  });
  assert.equal(sums(5_000, undefined, rule).shipping_cents, 0);
  assert.equal(sums(5_000, code, rule).shipping_cents, 490);
  assert.equal(sums(900, { ...code, kind: "amount", value: 2_000 }, rule).total_cents, 490);
  assert.equal(sums(90_000, undefined, { ...rule, free_shipping_from_cents: null }).shipping_cents, 490);
});

test("two buyers can't both have the last one", async () => {
  const store = shop();
  const [first, second] = [store.visitor(), store.visitor()];
  await fill(first, KNIFE, 2);
  await fill(second, KNIFE, 1);
  const [one, two] = await Promise.all([order(first), order(second)]);
  assert.match(one.path, /^\/test-payment\//);
  assert.equal(two.status, 409);
  assert.match(two.text, /not enough of Knife left/);
  assert.equal(stock(store, KNIFE), 0);
  assert.match((await second.get("/cart")).text, /Sold out meanwhile/);
});

test("a cart that is sent twice at once becomes one order", async () => {
  const store = shop();
  const buyer = store.visitor();
  await fill(buyer, TIN);
  const fields = { ...ADDRESS, expected: shown(await buyer.get("/checkout")) };
  await Promise.all([buyer.post("/checkout", fields), buyer.post("/checkout", fields)]);
  assert.equal(store.product.db.count("SELECT count(*) FROM orders_orders"), 1);
  assert.equal(stock(store, TIN), 29);
});

test("a wrong address is said at its fields; nothing is ordered", async () => {
  const store = shop();
  const buyer = store.visitor();
  assert.equal((await buyer.get("/checkout")).path, "/cart");
  await fill(buyer, TIN);
  const expected = shown(await buyer.get("/checkout"));
  const wrong = { name: "", email: "x", street: "", postcode: "!", city: "", country: "Atlantis", expected };
  const answer = await buyer.post("/checkout", wrong);
  assert.equal(answer.status, 422);
  for (const name of ["name", "email", "street", "postcode", "city", "country"]) {
    assert.match(answer.text, new RegExp(`id="${name}-error"`));
  }
  assert.equal(stock(store, TIN), 30);
  assert.equal((await buyer.get("/cart")).text.includes("Tin"), true);
});

test("the price is the server's: a changed price or a forged total is not charged unseen", async () => {
  const store = shop();
  const buyer = store.visitor();
  await fill(buyer, TIN);
  const forged = await buyer.post("/checkout", { ...ADDRESS, expected: "1" });
  assert.equal(forged.status, 409);
  assert.match(forged.text, /look at the total again/);
  assert.equal(store.product.db.count("SELECT count(*) FROM orders_orders"), 0);
});

test("an unpaid order gives its stock back after its time; a payment that comes later still holds or is paid back", async () => {
  const store = shop();
  const [early, late] = [store.visitor(), store.visitor()];
  await fill(early, KNIFE, 2);
  const payment = await order(early);
  store.clock.now += 31 * 60_000;
  await runJobs(store.product);
  assert.equal(stock(store, KNIFE), 2);
  await fill(late, KNIFE, 1);
  await late.post((await order(late)).path, CARD);
  const page = await early.post(payment.path, CARD);
  assert.match(page.text, /Cancelled/);
  await runJobs(store.product);
  assert.match((await early.get(page.path)).text, /was paid back/);
  assert.equal(store.product.payments.find("order:1")?.status, "refunded");
  assert.equal(stock(store, KNIFE), 1);
});

test("a late payment is kept when there is stock", async () => {
  const store = shop();
  const buyer = store.visitor();
  await fill(buyer, KNIFE);
  const payment = await order(buyer);
  store.clock.now += 31 * 60_000;
  await runJobs(store.product);
  assert.match((await buyer.post(payment.path, CARD)).text, /badge good">Paid/);
  assert.equal(stock(store, KNIFE), 1);
});

test("who turns back at the payment can pay later or give up", async () => {
  const store = shop();
  const buyer = store.visitor();
  await fill(buyer, KNIFE);
  const payment = await order(buyer);
  const page = await buyer.post(`${payment.path}/cancel`);
  assert.match(page.text, /Awaiting payment/);
  assert.match((await buyer.post(`${page.path}/pay`)).path, /^\/test-payment\//);
  assert.match((await buyer.post(`${page.path}/cancel`)).text, /Cancelled/);
  assert.equal(stock(store, KNIFE), 2);
});

test("discount codes take off what they say, as often as they may", async () => {
  const store = shop();
  const boss = await store.owner();
  await boss.post("/owner/discounts", {
    code: "ten-off",
    kind: "percent",
    value: "10",
    minimum: "15",
    max_uses: "1",
  });
  await boss.post("/owner/discounts", {
    code: "ALL",
    kind: "percent",
    value: "100",
    minimum: "",
    max_uses: "",
  });
  const buyer = store.visitor();
  await fill(buyer, TIN);
  assert.match((await buyer.get("/checkout?code=Ten-Off")).text, /Discount TEN-OFF/);
  const page = await buyer.get("/checkout?code=ten-off");
  assert.equal(page.text.match(/value="TEN-OFF"/g)?.length, 2);
  assert.match((await order(buyer, "ten-off")).text, /\$21\.14/);
  await fill(buyer, TIN);
  const again = await buyer.get("/checkout?code=ten-off");
  assert.equal(again.status, 422);
  assert.match(again.text, /as often as it can be/);
  assert.match((await buyer.get("/checkout?code=none")).text, /no such code/);
  assert.match((await boss.get("/owner/discounts")).text, /1 of 1/);
  await boss.post("/owner/discounts/ALL/stop");
  assert.equal((await order(buyer, "ALL")).status, 422);
});

test("an order that costs nothing is paid at once", async () => {
  const blocks = [catalogue, cart, block, orders];
  const products = [item("Tin", 1_805, 30)];
  const store = testProduct(blocks, {
    settings: { catalogue: { products }, checkout: { shipping_cents: 0 } },
  });
  await (await store.owner()).post("/owner/discounts", { code: "ALL", kind: "percent", value: "100" });
  const buyer = store.visitor();
  await fill(buyer, 1);
  assert.match((await order(buyer, "all")).text, /badge good">Paid/);
});

test("codes are the owner's, and wrong ones are refused at their fields", async () => {
  const store = shop();
  const boss = await store.owner();
  assert.equal((await store.visitor().post("/owner/discounts", {})).path, "/owner/sign-in");
  const wrong = await boss.post("/owner/discounts", {
    code: "a b",
    kind: "percent",
    value: "150",
    max_uses: "-2",
  });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /At most 100/);
  assert.equal((await boss.post("/owner/discounts", { code: "abc", kind: "gift", value: "1" })).status, 422);
  const good = { code: "ABC", kind: "amount", value: "5" };
  await boss.post("/owner/discounts", good);
  assert.equal((await boss.post("/owner/discounts", good)).status, 422);
});
