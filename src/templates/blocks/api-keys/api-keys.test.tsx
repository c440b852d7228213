import assert from "node:assert/strict";
import { test } from "node:test";
import type { Block } from "../../kit/index.ts";
import { type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as billing } from "../billing/index.ts";
import { block, keyOf } from "./index.ts";

const ADA = { name: "Ada", email: "ada@example.com", password: "a long enough password" };
const plans = [{ id: "free", name: "Free", price_cents: 0, limits: { keys: 2 } }];
/** Says who a key belongs to. */
const probe: Block = {
  id: "probe",
  routes(app, product) {
    app.get("/api/who", (c) => c.json({ user: keyOf(product, c)?.user_id ?? null }));
  },
};
const start = () => testProduct([accounts, billing, block, probe], { settings: { billing: { plans } } });

async function signUp(running: TestProduct, email = ADA.email): Promise<Visitor> {
  const visitor = running.visitor();
  await visitor.post("/sign-up", { ...ADA, email });
  return visitor;
}

async function newKey(visitor: Visitor, name = "import"): Promise<string> {
  const { text } = await visitor.post("/keys", { name });
  return /key_[\w-]{32}/.exec(text)?.[0] ?? assert.fail(text);
}

async function who(running: TestProduct, headers: Record<string, string>): Promise<number | null> {
  const response = await running.visitor().request("/api/who", { headers });
  return ((await response.json()) as { user: number | null }).user;
}

test("a key is shown once, works by either header, also after a restart, and is kept as a hash only", async () => {
  const running = start();
  const ada = await signUp(running);
  const key = await newKey(ada, "nightly <import>");
  const page = (await ada.get("/keys")).text;
  assert.match(page, /nightly &lt;import&gt;/);
  assert.ok(!page.includes(key));
  assert.ok(!JSON.stringify(running.product.db.all("SELECT * FROM api_keys_keys")).includes(key));
  const later = running.restart();
  assert.equal(await who(later, { authorization: `Bearer ${key}` }), 1);
  assert.equal(await who(later, { "x-api-key": key }), 1);
  assert.match((await ada.get("/keys")).text, /15 Jan 2026, 12:00 UTC/);
});

test("what is no key is refused", async () => {
  const running = start();
  const key = await newKey(await signUp(running));
  for (const authorization of ["", "Bearer", `Basic ${key}`, `Bearer ${key}x`, `Bearer ${key} ${key}`]) {
    assert.equal(await who(running, { authorization }), null, authorization);
  }
  assert.equal(await who(running, { "x-api-key": "x".repeat(5_000) }), null);
});

test("a revoked key is refused at once; nobody revokes the keys of others", async () => {
  const running = start();
  const ada = await signUp(running);
  const key = await newKey(ada);
  const eve = await signUp(running, "eve@example.com");
  assert.equal((await eve.post("/keys/1/revoke")).status, 404);
  assert.equal(await who(running, { "x-api-key": key }), 1);
  assert.match((await ada.post("/keys/1/revoke")).text, /Revoked/);
  assert.equal(await who(running, { "x-api-key": key }), null);
  assert.equal((await ada.post("/keys/1/revoke")).status, 404);
});

test("a key needs a name; the plan limits how many work at once", async () => {
  const running = start();
  const ada = await signUp(running);
  assert.equal((await ada.post("/keys", { name: "" })).status, 422);
  await newKey(ada);
  await newKey(ada);
  const full = await ada.post("/keys", { name: "third" });
  assert.equal(full.status, 422);
  assert.match(full.text, /room for 2 keys/);
  await ada.post("/keys/1/revoke");
  await newKey(ada);
});

test("keys are for signed-in users, and end with the account", async () => {
  const running = start();
  assert.equal((await running.visitor().get("/keys")).path, "/sign-in");
  const ada = await signUp(running);
  const key = await newKey(ada);
  await ada.post("/account/delete", { confirm: "delete" });
  assert.equal(await who(running, { "x-api-key": key }), null);
});

test("where keys are a side matter, the navigation leaves them out", async () => {
  const settings = { billing: { plans }, "api-keys": { in_navigation: false } };
  const linked = async (running: TestProduct) =>
    (await (await signUp(running)).get("/account")).text.includes('href="/keys"');
  assert.equal(await linked(start()), true);
  assert.equal(await linked(testProduct([accounts, billing, block], { settings })), false);
});
