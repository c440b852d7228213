import assert from "node:assert/strict";
import { test } from "node:test";
import { testProduct } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as sellers } from "../sellers/index.ts";
import { block } from "./index.ts";

const person = (name: string) => ({ name, email: `${name}@example.com`, password: "a long enough password" });
const PROFILE = { name: "Ada", offer: "Lessons", about: "Patient.", place: "Graz", payout: "IBAN" };
const LISTING = {
  ...{ title: "Piano <lesson>", category: "Lessons", description: "One hour.\n\nAny level.", price: "35" },
  place: "Graz",
};
const OTHER = {
  ...LISTING,
  title: "Violin repair",
  category: "Making and repair",
  price: "120.50",
  place: "Linz",
};

async function market(approval = false) {
  const product = testProduct([accounts, sellers, block], { settings: { sellers: { approval } } });
  const [ada, bob] = [product.visitor(), product.visitor()];
  await ada.post("/sign-up", person("ada"));
  await bob.post("/sign-up", person("bob"));
  await ada.post("/sell", PROFILE);
  await ada.post("/sell/listings", LISTING);
  await ada.post("/sell/listings", { ...OTHER, remote: "on" });
  const found = async (query = "") => {
    const { text } = await product.visitor().get(`/listings?${query}`);
    return [...text.matchAll(/<h2><a href="\/listings\/(\d+)"/g)].map(([, id]) => Number(id));
  };
  return { ...product, ada, bob, found };
}

test("a seller publishes listings that visitors find, also after a restart", async () => {
  const { found, visitor, restart } = await market();
  assert.deepEqual(await found(), [2, 1]);
  const page = await restart().visitor().get("/listings/1");
  assert.match(page.text, /<h1>Piano &lt;lesson&gt;<\/h1>/);
  assert.match(page.text, /"priceCurrency":"USD"/);
  assert.match((await visitor().get("/sellers/1")).text, /Violin repair/);
  assert.match((await visitor().get("/")).text, /Violin repair/);
  assert.equal((await visitor().get("/listings/1/picture.svg")).headers.get("content-type"), "image/svg+xml");
});

test("visitors search by words, category, price and place", async () => {
  const { found, visitor } = await market();
  assert.deepEqual(await found("q=PIANO+hour"), [1]);
  assert.deepEqual(await found("q=ada"), [2, 1]);
  assert.deepEqual(await found("category=Lessons"), [1]);
  assert.deepEqual(await found("max=100"), [1]);
  assert.deepEqual(await found("place=graz"), [1]);
  assert.deepEqual(await found("place=graz&remote=on"), [2, 1]);
  assert.deepEqual(await found("remote=on"), [2]);
  assert.deepEqual(await found("sort=price-up"), [1, 2]);
  assert.deepEqual(await found("q=%5F"), []);
  assert.equal((await visitor().get("/listings?max=x")).status, 422);
});

test("a seller edits, pauses and resumes what is theirs; nobody else can", async () => {
  const { ada, bob, found, visitor } = await market();
  await ada.post("/sell/listings/1/edit", { ...LISTING, price: "40" });
  assert.match((await visitor().get("/listings/1")).text, /\$40</);
  await ada.post("/sell/listings/1/pause");
  assert.deepEqual(await found(), [2]);
  assert.equal((await visitor().get("/listings/1")).status, 404);
  await ada.post("/sell/listings/1/resume");
  assert.deepEqual(await found(), [2, 1]);
  await bob.post("/sell", { ...PROFILE, name: "Bob" });
  assert.equal((await bob.get("/sell/listings/1/edit")).status, 404);
  assert.equal((await bob.post("/sell/listings/1/edit", LISTING)).status, 404);
  assert.equal((await bob.post("/sell/listings/1/pause")).status, 404);
  assert.equal((await visitor().post("/sell/listings", LISTING)).path, "/sign-in");
});

test("who is not a seller is sent to become one; wrong input is said", async () => {
  const { ada, bob, product } = await market();
  assert.equal((await bob.get("/sell/listings/new")).path, "/sell");
  assert.equal((await bob.post("/sell/listings", LISTING)).path, "/sell");
  const wrong = await ada.post("/sell/listings", {
    ...LISTING,
    title: "",
    category: "Nonsense",
    price: "0.50",
  });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /At least 1\.00/);
  assert.match(wrong.text, /id="category-error"/);
  assert.equal(product.db.count("SELECT count(*) FROM listings_listings"), 2);
});

test("listings show with their seller's approval and vanish with their account", async () => {
  const { ada, found, owner } = await market(true);
  assert.deepEqual(await found(), []);
  await (await owner()).post("/owner/sellers/1/approve");
  assert.deepEqual(await found(), [2, 1]);
  await ada.post("/account/delete", { confirm: "delete" });
  assert.deepEqual(await found(), []);
});

test("the owner stops a listing; its seller can't bring it back, the owner can", async () => {
  const { ada, found, owner } = await market();
  const boss = await owner();
  await boss.post("/owner/listings/1/stop");
  assert.equal((await ada.post("/sell/listings/1/resume")).status, 404);
  assert.deepEqual(await found(), [2]);
  await boss.post("/owner/listings/1/allow");
  assert.deepEqual(await found(), [2, 1]);
});
