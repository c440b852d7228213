import assert from "node:assert/strict";
import { test } from "node:test";
import { testProduct } from "../../kit/testing.ts";
import { block as catalogue, takeStock } from "../catalogue/index.ts";
import { block } from "./index.ts";

const item = (name: string, price_cents: number, stock: number) => ({
  ...{ name, price_cents, stock, category: "Tools", description: "Made of ash." },
});
// Seeded from the last to the first: the cake tin is 1, the bread knife 2.
const [TIN, KNIFE] = ["1", "2"];
const shop = () =>
  testProduct([catalogue, block], {
    settings: { catalogue: { products: [item("Bread <knife>", 3_950, 4), item("Cake tin", 1_805, 30)] } },
  });

test("a visitor fills a cart and changes it; it outlives a restart", async () => {
  const { visitor, restart } = shop();
  const buyer = visitor();
  await buyer.post("/cart/add", { item: KNIFE, quantity: "2" });
  const cart = await buyer.post("/cart/add", { item: TIN, quantity: "1" });
  assert.equal(cart.path, "/cart");
  assert.match(cart.text, /\$97\.05/);
  assert.match(cart.text, /Bread &lt;knife&gt;/);
  assert.match((await buyer.post("/cart/add", { item: TIN, quantity: "2" })).text, /\$133\.15/);
  assert.match((await buyer.post(`/cart/${KNIFE}`, { quantity: "1" })).text, /\$93\.65/);
  assert.match((await buyer.post(`/cart/${KNIFE}`, { quantity: "0" })).text, /\$54\.15/);
  restart();
  assert.match((await buyer.get("/cart")).text, /\$54\.15/);
});

test("carts are bound to their visitor, and the cookie is not what is stored", async () => {
  const { visitor, product } = shop();
  const response = await visitor().request("/cart/add", {
    method: "POST",
    body: `item=${KNIFE}&quantity=1`,
    headers: { "content-type": "application/x-www-form-urlencoded", origin: "http://localhost:3000" },
  });
  const [cookie = ""] = response.headers.getSetCookie().filter((line) => line.startsWith("cart="));
  assert.match(cookie, /HttpOnly/);
  const token = /^cart=([^;]+)/.exec(cookie)?.[1] ?? "";
  assert.equal(product.db.count("SELECT count(*) FROM cart_carts WHERE key = ?", token), 0);
  assert.match((await visitor().get("/cart")).text, /Your cart is empty/);
  assert.equal((await visitor().post(`/cart/${KNIFE}`, { quantity: "1" })).status, 404);
});

test("no more than the stock, and nothing that is not for sale", async () => {
  const { visitor, product } = shop();
  const buyer = visitor();
  const add = (fields: Record<string, string>) => buyer.post("/cart/add", fields);
  const many = await add({ item: KNIFE, quantity: "5" });
  assert.equal(many.status, 422);
  assert.match(many.text, /only 4 of Bread &lt;knife&gt; left/);
  await add({ item: KNIFE, quantity: "3" });
  assert.equal((await add({ item: KNIFE, quantity: "2" })).status, 422);
  assert.equal((await add({ item: TIN, quantity: "21" })).status, 422);
  for (const quantity of ["", "0", "-1", "1.5", "x", "1e9"])
    assert.equal((await add({ item: TIN, quantity })).status, 422);
  assert.equal((await add({ item: "99", quantity: "1" })).status, 404);
  assert.equal((await buyer.post(`/cart/${KNIFE}`, { quantity: "9" })).status, 422);
  assert.equal((await buyer.post(`/cart/${KNIFE}`, { quantity: "" })).status, 422);
  takeStock(product, Number(KNIFE), 3);
  assert.match((await buyer.get("/cart")).text, /Only 1 left meanwhile/);
});

test("what is sold out has no button; what is hidden leaves the cart", async () => {
  const { visitor, product, owner } = shop();
  const buyer = visitor();
  assert.match((await buyer.get("/shop/cake-tin")).text, /Add to cart/);
  await buyer.post("/cart/add", { item: TIN, quantity: "1" });
  takeStock(product, Number(TIN), 30);
  assert.doesNotMatch((await buyer.get("/shop/cake-tin")).text, /Add to cart/);
  await (await owner()).post(`/owner/products/${TIN}/hide`);
  assert.match((await buyer.get("/cart")).text, /Your cart is empty/);
});

test("carts that nobody came back to are dropped; the cookie is explained", async () => {
  const { visitor, product, clock } = shop();
  await visitor().post("/cart/add", { item: TIN, quantity: "1" });
  clock.now += 61 * 86_400_000;
  assert.equal(block.jobs?.[0]?.run(product), 1);
  assert.equal(product.db.count("SELECT count(*) FROM cart_lines"), 0);
  assert.match((await visitor().get("/privacy")).text, /remembers your cart/);
});
