import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as keys } from "../api-keys/index.ts";
import { block as billing } from "../billing/index.ts";
import { ItemPageSchema, ItemSchema, ProblemSchema, StatusSchema, UsageSchema } from "./contract.ts";
import { block } from "./index.ts";

const ADA = { name: "Ada", email: "ada@example.com", password: "a long enough password" };
const plans = [
  {
    id: "free",
    name: "Free",
    price_cents: 0,
    limits: { requests_per_minute: 5, requests_per_month: 12, items: 3 },
  },
  { id: "pro", name: "Pro", price_cents: 1_900, limits: { requests_per_minute: 50 } },
];
const start = () => testProduct([accounts, billing, keys, block], { settings: { billing: { plans } } });

async function newKey(running: TestProduct, email = ADA.email): Promise<{ key: string; visitor: Visitor }> {
  const visitor = running.visitor();
  await visitor.post("/sign-up", { ...ADA, email });
  const { text } = await visitor.post("/keys", { name: "main <key>" });
  return { key: /key_[\w-]{32}/.exec(text)?.[0] ?? "", visitor };
}

/** One call of the API. */
async function call(
  running: TestProduct,
  request: string,
  { key = "", body, headers = {} }: { key?: string; body?: unknown; headers?: Record<string, string> } = {},
) {
  const [method = "", path = ""] = request.split(" ");
  const response = await running.visitor().request(`/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === "" ? null : JSON.parse(text) };
}

test("what is stored is read, listed, changed and deleted, also after a restart", async () => {
  const running = start();
  const { key } = await newKey(running);
  const made = await call(running, "POST /items", { key, body: { name: "First", data: { a: [1, null] } } });
  assert.equal(made.status, 201);
  const { id } = ItemSchema.parse(made.json);
  const later = running.restart();
  assert.deepEqual((await call(later, `GET /items/${id}`, { key })).json, made.json);
  later.clock.now += 1_000;
  const changed = await call(later, `PATCH /items/${id}`, { key, body: { name: "Second" } });
  assert.deepEqual(changed.json, { ...made.json, name: "Second", updated_at: "2026-01-15T12:00:01.000Z" });
  const page = ItemPageSchema.parse((await call(later, "GET /items", { key })).json);
  assert.deepEqual([page.data.length, page.next_cursor], [1, null]);
  assert.equal((await call(later, `DELETE /items/${id}`, { key })).status, 204);
  later.clock.now += 60_000;
  assert.equal((await call(later, `GET /items/${id}`, { key })).status, 404);
});

test("lists are searched and have pages", async () => {
  const running = start();
  const { key } = await newKey(running);
  for (const name of ["red", "green", "blue"]) await call(running, "POST /items", { key, body: { name } });
  running.clock.now += 60_000;
  const first = (await call(running, "GET /items?limit=2", { key })).json;
  assert.deepEqual(
    first.data.map(({ name }: { name: string }) => name),
    ["blue", "green"],
  );
  const second = (await call(running, `GET /items?limit=2&cursor=${first.next_cursor}`, { key })).json;
  assert.deepEqual([second.data[0].name, second.next_cursor], ["red", null]);
  assert.equal((await call(running, "GET /items?q=GREEN", { key })).json.data.length, 1);
  assert.equal((await call(running, "GET /items?limit=1000", { key })).status, 422);
});

test("without a working key there is only the status", async () => {
  const running = start();
  StatusSchema.parse((await call(running, "GET /status")).json);
  const refused = await call(running, "GET /items", { key: "key_wrong" });
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get("www-authenticate"), "Bearer");
  assert.equal(refused.headers.get("content-type"), "application/problem+json");
  ProblemSchema.parse(refused.json);
});

test("limits are said in each answer; beyond them it is 429 with the time to wait, by plan", async () => {
  const running = start();
  const { key, visitor } = await newKey(running);
  const first = await call(running, "GET /items", { key });
  assert.equal(first.headers.get("ratelimit-limit"), "5");
  assert.equal(first.headers.get("ratelimit-remaining"), "4");
  for (let at = 0; at < 4; at += 1) assert.equal((await call(running, "GET /items", { key })).status, 200);
  running.clock.now += 20_000;
  const beyond = await call(running, "GET /items", { key });
  assert.equal(beyond.status, 429);
  assert.equal(beyond.headers.get("retry-after"), "40");
  assert.equal(beyond.headers.get("ratelimit-remaining"), "0");
  ProblemSchema.parse(beyond.json);
  const checkout = await visitor.post("/pricing", { plan: "pro" });
  await visitor.post(checkout.path, { name: "Ada", card: "4242 4242 4242 4242" });
  const after = await call(running, "GET /items", { key });
  assert.deepEqual([after.status, after.headers.get("ratelimit-limit")], [200, "50"]);
});

test("a month's requests are counted per key and day, held against the plan, and shown", async () => {
  const running = start();
  const { key, visitor } = await newKey(running);
  for (let at = 0; at < 12; at += 1) {
    running.clock.now += 30_000;
    await call(running, at === 0 ? "GET /items/none" : "GET /items", { key });
  }
  running.clock.now += 60_000;
  const beyond = await call(running, "GET /usage", { key });
  assert.equal(beyond.status, 429);
  assert.match(beyond.json.detail, /12 requests of this month/);
  const page = (await visitor.get("/api-usage")).text;
  assert.match(page, /12 of 12/);
  assert.match(page, /main &lt;key&gt;/);
  const csv = (await visitor.get("/api-usage/export.csv")).text;
  assert.equal(csv, "day,key,done,failed,refused\r\n2026-01-15,main <key>,11,1,1\r\n");
  running.clock.now = Date.UTC(2026, 1, 1, 1);
  UsageSchema.parse((await call(running, "GET /usage", { key })).json);
});

test("bad requests are told what to change, and store nothing", async () => {
  const running = start();
  const { key } = await newKey(running);
  const bodies: [unknown, number][] = [
    ["{", 400],
    [{ name: "" }, 422],
    [{ name: "x", extra: 1 }, 422],
    [{ name: "x", data: { text: "y".repeat(20_000) } }, 422],
  ];
  for (const [body, status] of bodies) {
    const answer = await call(running, "POST /items", { key, body });
    assert.equal(answer.status, status);
    ProblemSchema.parse(answer.json);
  }
  running.clock.now += 60_000;
  assert.equal((await call(running, "PATCH /items/x", { key, body: {} })).status, 422);
  assert.equal((await call(running, "PATCH /items/x", { key, body: { name: "y" } })).status, 404);
  assert.equal((await call(running, "DELETE /items/x", { key })).status, 404);
  assert.equal((await call(running, "GET /nothing", { key })).status, 404);
  assert.equal(running.product.db.count("SELECT count(*) FROM gateway_items"), 0);
});

test("asking again with the same idempotency key stores once", async () => {
  const running = start();
  const { key } = await newKey(running);
  const ask = () =>
    call(running, "POST /items", { key, body: { name: "once" }, headers: { "idempotency-key": "abc" } });
  const ids = [(await ask()).json.id, (await ask()).json.id];
  assert.equal(ids[0], ids[1]);
  running.clock.now += 2 * 86_400_000;
  assert.notEqual((await ask()).json.id, ids[0]);
});

test("the plan's room is kept to; nobody reaches what belongs to others", async () => {
  const running = start();
  const { key } = await newKey(running);
  const { json } = await call(running, "POST /items", { key, body: { name: "secret" } });
  const eve = await newKey(running, "eve@example.com");
  for (const request of ["GET", "DELETE"]) {
    assert.equal((await call(running, `${request} /items/${json.id}`, { key: eve.key })).status, 404);
  }
  assert.equal((await call(running, "GET /items", { key: eve.key })).json.data.length, 0);
  for (const name of ["b", "c"]) await call(running, "POST /items", { key, body: { name } });
  const full = await call(running, "POST /items", { key, body: { name: "d" } });
  assert.deepEqual([full.status, full.json.title], [403, "The plan has no room for more"]);
  assert.equal((await running.visitor().get("/api-usage")).path, "/sign-in");
});

test("other sites may call it, after asking", async () => {
  const running = start();
  const asked = await running.visitor().request("/api/v1/items", { method: "OPTIONS" });
  assert.equal(asked.status, 204);
  assert.match(asked.headers.get("access-control-allow-headers") ?? "", /authorization/);
  const answer = await call(running, "GET /status");
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
});
