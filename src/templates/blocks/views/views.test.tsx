import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as keys } from "../api-keys/index.ts";
import { block as billing } from "../billing/index.ts";
import { block as charts } from "../charts/index.ts";
import { block as ingest } from "../ingest/index.ts";
import { block as team } from "../team/index.ts";
import { block } from "./index.ts";

const ADA = { name: "Ada", email: "ada@example.com", password: "a long enough password" };
const QUERY = "dataset=1&group=c1&measure=count&kind=bars";

async function start(): Promise<{ running: TestProduct; ada: Visitor }> {
  const running = testProduct([accounts, billing, team, keys, ingest, charts, block]);
  const ada = running.visitor();
  await ada.post("/sign-up", ADA);
  const pasted = "day,shop,n\n2026-01-01,North,1\n2026-01-02,South <b>,2\n";
  const { path } = await ada.post("/data/upload", { name: "Sales", pasted });
  await ada.post(`${path}/import`);
  return { running, ada };
}

const shared = (text: string) => /\/shared\/[\w-]{24}/.exec(text)?.[0] ?? "/shared/none";

test("a chart is saved by name and opened again as it was, also after a restart", async () => {
  const { running, ada } = await start();
  assert.match((await ada.get(`/views/new?${QUERY}`)).text, /value="Rows by shop"/);
  const saved = await ada.post("/views", { name: "By <shop>", dataset: "1", query: QUERY });
  assert.match(saved.text, /By &lt;shop&gt;/);
  const later = running.restart().visitor();
  await later.post("/sign-in", ADA);
  const opened = await later.get("/views/1");
  assert.equal(opened.path, `/charts?${QUERY}`);
  assert.match(opened.text, /Rows by shop/);
});

test("a view needs a name and data that is there", async () => {
  const { ada } = await start();
  const empty = await ada.post("/views", { name: "", dataset: "1", query: QUERY });
  assert.equal(empty.status, 422);
  assert.match(empty.text, /name="query" value="dataset=1&amp;group=c1/);
  assert.equal((await ada.post("/views", { name: "x", dataset: "9", query: QUERY })).status, 404);
  assert.equal((await ada.post("/views", { name: "x", dataset: "y", query: QUERY })).status, 404);
  assert.equal((await ada.get("/views/new?dataset=9")).status, 404);
  assert.equal((await ada.get("/views/7")).status, 404);
});

test("shared, anyone with the link reads the chart, until it is taken back", async () => {
  const { running, ada } = await start();
  await ada.post("/views", { name: "By shop", dataset: "1", query: QUERY });
  const link = shared((await ada.post("/views/1/share")).text);
  const page = await running.visitor().get(link);
  assert.equal(page.status, 200);
  assert.match(page.text, /South &lt;b&gt;/);
  assert.match(page.text, /noindex/);
  await ada.post("/views/1/share");
  assert.equal((await running.visitor().get(link)).status, 404);
  assert.notEqual(shared((await ada.post("/views/1/share")).text), link);
});

test("views of others do not exist", async () => {
  const { running, ada } = await start();
  await ada.post("/views", { name: "Mine", dataset: "1", query: QUERY });
  const eve = running.visitor();
  assert.equal((await eve.get("/views")).path, "/sign-in");
  await eve.post("/sign-up", { ...ADA, email: "eve@example.com" });
  assert.equal((await eve.get("/views/1")).status, 404);
  for (const path of ["share", "delete"]) assert.equal((await eve.post(`/views/1/${path}`)).status, 404);
  assert.match((await eve.get("/views")).text, /No saved views yet/);
});

test("views are deleted, and go with their data", async () => {
  const { running, ada } = await start();
  await ada.post("/views", { name: "One", dataset: "1", query: QUERY });
  await ada.post("/views", { name: "Two", dataset: "1", query: QUERY });
  assert.ok(!(await ada.post("/views/1/delete")).text.includes(">One<"));
  await ada.post("/data/1/delete");
  assert.equal(running.product.db.count("SELECT count(*) FROM views_views"), 0);
});
