import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as billing } from "../billing/index.ts";
import { allowanceOf, block, recordUsage } from "./index.ts";

const ADA = { name: "Ada", email: "ada@example.com", password: "a long enough password" };
const BOB = { ...ADA, name: "Bob <i>", email: "bob@example.com" };
const plans = [
  { id: "free", name: "Free", price_cents: 0, limits: { actions_per_month: 10 } },
  { id: "pro", name: "Pro", price_cents: 1_900 },
];
const start = () => testProduct([accounts, billing, block], { settings: { billing: { plans } } });

async function people(running: TestProduct) {
  const [ada, bob] = [running.visitor(), running.visitor()];
  await ada.post("/sign-up", ADA);
  await bob.post("/sign-up", BOB);
  return { ada, bob };
}

function use(running: TestProduct, times: number, event = {}): void {
  for (let at = 0; at < times; at += 1) {
    recordUsage(running.product, {
      accountId: 1,
      userId: 1,
      action: "Added",
      subject: `n <${at}>`,
      ...event,
    });
  }
}

test("the dashboard counts what was done, per day and action, also after a restart", async () => {
  const running = start();
  const { ada } = await people(running);
  use(running, 2);
  running.clock.now += 86_400_000;
  use(running, 3, { action: "Deleted" });
  const { text } = await ada.get("/usage");
  assert.match(text, /5 of 10/);
  assert.match(text, /01-15 2, 01-16 3/);
  assert.match(text, /n &lt;2&gt;/);
  const csv = (await ada.get("/usage/export.csv")).text;
  assert.equal(csv, "day,action,count\r\n2026-01-15,Added,2\r\n2026-01-16,Deleted,3\r\n");
  assert.equal(allowanceOf(running.restart().product, 1).used, 5);
});

test("a new month starts from nothing", async () => {
  const running = start();
  await people(running);
  use(running, 10);
  assert.equal(allowanceOf(running.product, 1).left, false);
  running.clock.now = Date.UTC(2026, 1, 1);
  assert.deepEqual(allowanceOf(running.product, 1), { used: 0, limit: 10, left: true });
});

test("the owner of the account is warned once at 80 % and once at the end", async () => {
  const running = start();
  await people(running);
  use(running, 7);
  const warnings = () => running.product.outbox.list({ to: ADA.email }).length - 1;
  assert.equal(warnings(), 0);
  use(running, 2);
  assert.equal(warnings(), 1);
  use(running, 5);
  assert.equal(warnings(), 2);
});

test("nobody sees what others did, but an owner sees what was done for the account", async () => {
  const running = start();
  const { ada, bob } = await people(running);
  use(running, 1, { subject: "secret of ada" });
  use(running, 2, { userId: 2, subject: "shared work" });
  assert.ok(!(await bob.get("/usage/history")).text.includes("secret of ada"));
  assert.match((await bob.get("/usage")).text, /2 more actions of yours/);
  const page = (await ada.get("/usage")).text;
  assert.match(page, /Bob &lt;i&gt;/);
  assert.match(page, /shared work/);
  for (const path of ["/usage", "/usage/history", "/usage/export.csv", "/usage/history.csv"]) {
    assert.equal((await running.visitor().get(path)).path, "/sign-in");
  }
});

test("the history is searched, has pages and is exported whole", async () => {
  const running = start();
  const { ada } = await people(running);
  use(running, 60);
  use(running, 1, { subject: "=needle" });
  assert.match((await ada.get("/usage/history")).text, /Page 1 of 2/);
  assert.match((await ada.get("/usage/history?page=2")).text, /n &lt;0&gt;/);
  assert.ok(!(await ada.get("/usage/history?q=NEEDLE")).text.includes("n &lt;0&gt;"));
  assert.match((await ada.get("/usage/history?q=100%25")).text, /Nothing like this/);
  assert.equal((await ada.get("/usage/history?page=x")).status, 200);
  const csv = (await ada.get("/usage/history.csv")).text;
  assert.equal(csv.trim().split("\r\n").length, 62);
  assert.match(csv, /'=needle|Added,'=needle/);
});

test("an empty dashboard says what to do; odd periods fall back", async () => {
  const running = start();
  const { ada } = await people(running);
  assert.match((await ada.get("/usage?days=7000")).text, /Last 30 days/);
  assert.match((await ada.get("/usage?days=90")).text, /Nothing was done yet/);
});

test("what somebody did stays in the account's history when they delete their account", async () => {
  const running = start();
  const { ada, bob } = await people(running);
  use(running, 1, { userId: 2, subject: "by bob" });
  await bob.post("/account/delete", { confirm: "delete" });
  assert.match((await ada.get("/usage/history")).text, /Someone who left/);
  await ada.post("/account/delete", { confirm: "delete" });
  assert.equal(running.product.db.count("SELECT count(*) FROM usage_events"), 0);
});
