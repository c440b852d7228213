import assert from "node:assert/strict";
import { test } from "node:test";
import { testProduct } from "../../kit/testing.ts";
import { block, itemById, returnStock, takeStock } from "./index.ts";

const item = (name: string, price_cents: number, stock: number, category = "Tools") => ({
  ...{ name, price_cents, stock, category, description: `${name}, made of ash wood.` },
});
const SETTINGS = {
  settings: {
    catalogue: {
      products: [
        item("Bread knife", 3_950, 4),
        item("Cake tin", 1_800, 0, "Tins"),
        item("Oven <glove>", 1_250, 9, "Cloth"),
      ],
    },
  },
};
const shop = () => testProduct([block], SETTINGS);
const names = (html: string) => [...html.matchAll(/<h2><a href="\/shop\/([^"]+)"/g)].map(([, slug]) => slug);

test("the shop starts with the products of its settings, once, also after a restart", async () => {
  const first = shop();
  const page = await first.visitor().get("/shop");
  assert.deepEqual(names(page.text), ["bread-knife", "cake-tin", "oven-glove"]);
  assert.match(page.text, /Oven &lt;glove&gt;/);
  const again = await first.restart().visitor().get("/shop");
  assert.equal(names(again.text).length, 3);
});

test("a shop without products of its own has samples with prices and stock", async () => {
  const page = await testProduct([block]).visitor().get("/shop");
  assert.equal(names(page.text).length, 8);
});

test("visitors search, filter and sort", async () => {
  const visitor = shop().visitor();
  const found = async (query: string) => names((await visitor.get(`/shop?${query}`)).text);
  assert.deepEqual(await found("q=KNIFE+ash"), ["bread-knife"]);
  assert.deepEqual(await found("q=%25"), []);
  assert.deepEqual(await found("category=Tins"), ["cake-tin"]);
  assert.deepEqual(await found("min=12.50&max=20&sort=price-up"), ["oven-glove", "cake-tin"]);
  assert.deepEqual(await found("stock=on&sort=price-down"), ["bread-knife", "oven-glove"]);
  assert.deepEqual(await found("sort=nonsense&page=-1"), ["bread-knife", "cake-tin", "oven-glove"]);
  const wrong = await visitor.get("/shop?min=cheap");
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /A price like 12\.50/);
});

test("a word in the name counts more than one in the description", async () => {
  const products = [item("Ash tray", 100, 1), item("Spoon", 100, 1)];
  const { visitor } = testProduct([block], { settings: { catalogue: { products } } });
  assert.deepEqual(names((await visitor().get("/shop?q=ash")).text), ["ash-tray", "spoon"]);
});

test("a product's page carries its data for search engines, and markup can't leave it", async () => {
  const { text } = await shop().visitor().get("/shop/oven-glove");
  const json = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? "";
  const data = JSON.parse(json);
  assert.equal(data.name, "Oven <glove>");
  assert.deepEqual([data.offers.price, data.offers.availability], ["12.50", "https://schema.org/InStock"]);
  assert.ok(!json.includes("<glove>"));
  assert.match(text, /\$12\.50/);
});

test("every product has a drawn picture of its own", async () => {
  const visitor = shop().visitor();
  const [knife, glove] = await Promise.all(
    ["bread-knife", "oven-glove"].map((slug) => visitor.get(`/shop/${slug}/picture.svg`)),
  );
  assert.equal(knife?.headers.get("content-type"), "image/svg+xml");
  assert.notEqual(knife?.text, glove?.text);
  assert.ok(!glove?.text.includes("<glove>"));
  assert.equal((await visitor.get("/shop/none/picture.svg")).status, 404);
});

test("the owner adds, edits and hides products; nobody else can", async () => {
  const { visitor, owner } = shop();
  const boss = await owner();
  const draft = { name: "Cake tin", category: "Tins", price: "21,5", stock: "7", description: "Round." };
  assert.equal((await visitor().post("/owner/products", draft)).path, "/owner/sign-in");
  await boss.post("/owner/products", draft);
  assert.match((await visitor().get("/shop/cake-tin-2")).text, /\$21\.50/);
  await boss.post("/owner/products/4/edit", { ...draft, price: "22", seen_stock: "7" });
  assert.match((await visitor().get("/shop/cake-tin-2")).text, /\$22</);
  await boss.post("/owner/products/4/hide");
  assert.equal((await visitor().get("/shop/cake-tin-2")).status, 404);
  assert.ok(!(await visitor().get("/sitemap.xml")).text.includes("cake-tin-2"));
  await boss.post("/owner/products/4/show");
  assert.equal((await visitor().get("/shop/cake-tin-2")).status, 200);
  assert.equal((await boss.post("/owner/products/99/hide")).status, 404);
});

test("what is wrong with a product is said at its field, and nothing is kept", async () => {
  const { owner, product } = shop();
  const answer = await (await owner()).post("/owner/products", {
    name: "",
    category: "x",
    price: "free",
    stock: "-1",
  });
  assert.equal(answer.status, 422);
  assert.match(answer.text, /A price like 12\.50/);
  assert.match(answer.text, /At least 0/);
  assert.equal(product.db.count("SELECT count(*) FROM catalogue_products"), 3);
});

test("stock is never taken twice, and an edit does not undo a sale", async () => {
  const { owner, product } = shop();
  const boss = await owner();
  const knife = product.db.count("SELECT id FROM catalogue_products WHERE slug = 'bread-knife'");
  assert.equal(takeStock(product, knife, 3), true);
  assert.equal(takeStock(product, knife, 2), false);
  returnStock(product, knife, 1);
  assert.equal(itemById(product, knife)?.stock, 2);
  const stale = {
    name: "Bread knife",
    category: "Tools",
    price: "39.50",
    description: "x",
    stock: "10",
    seen_stock: "4",
  };
  const answer = await boss.post(`/owner/products/${knife}/edit`, stale);
  assert.equal(answer.status, 422);
  assert.match(answer.text, /there are 2 now/);
  assert.equal(itemById(product, knife)?.stock, 2);
});
