import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as keys } from "../api-keys/index.ts";
import { block as billing } from "../billing/index.ts";
import { block as team } from "../team/index.ts";
import { block } from "./index.ts";
import { checkRows, inferColumns, readDate, readNumber } from "./table.ts";

const ADA = { name: "Ada", email: "ada@example.com", password: "a long enough password" };
const plans = [{ id: "free", name: "Free", price_cents: 0, limits: { rows: 10 } }];
const CSV = `day,shop,revenue
2026-01-01,North <b>,10.5
2026-01-02,South,much
2026-02-30,South,3
2026-01-03,South,7,8
2026-01-04,"North",20
2026-01-05,South,5
2026-01-06,South,5
2026-01-06,South,5
`;
const start = () => testProduct([accounts, billing, team, keys, block], { settings: { billing: { plans } } });

async function signUp(running: TestProduct, email = ADA.email): Promise<Visitor> {
  const visitor = running.visitor();
  await visitor.post("/sign-up", { ...ADA, email });
  return visitor;
}

const rows = (running: TestProduct) => running.product.db.count("SELECT count(*) FROM ingest_rows");

test("a file is previewed with its bad rows by line, and comes in only then, also after a restart", async () => {
  const running = start();
  const ada = await signUp(running);
  const preview = await ada.post("/data/upload", { name: "Sales", pasted: CSV });
  assert.equal(preview.path, "/data/uploads/1");
  assert.match(preview.text, /<td>3<\/td><td>&quot;much&quot; in revenue is not a number/);
  assert.match(preview.text, /<td>4<\/td><td>&quot;2026-02-30&quot; in day is not a date/);
  assert.match(preview.text, /<td>5<\/td><td>4 cells, but only 3/);
  assert.match(preview.text, /North &lt;b&gt;/);
  assert.equal(rows(running), 0);
  const later = running.restart().visitor();
  await later.post("/sign-in", ADA);
  assert.match((await later.post("/data/uploads/1/import")).text, /5 rows came in/);
  assert.match((await later.get("/data")).text, /Sales/);
  assert.match(
    (await later.get("/data/1/export.csv")).text,
    /^day,shop,revenue\r\n2026-01-01,North <b>,10.5\r\n/,
  );
  assert.match((await later.post("/data/uploads/1/import")).text, /imported or discarded before/);
  assert.equal(rows(running), 5);
});

test("the same file again adds nothing; what is new in it comes in", async () => {
  const running = start();
  const ada = await signUp(running);
  const send = async (pasted: string) => {
    const { path } = await ada.post("/data/upload", { name: "sales", pasted });
    return ada.post(`${path}/import`);
  };
  await send(CSV);
  assert.match((await send(CSV)).text, /0 rows came in/);
  const more = await send(`${CSV}2026-01-07,West,1\n`);
  assert.match(more.text, /1 row came in/);
  assert.equal(rows(running), 6);
});

test("a real file upload works as well", async () => {
  const running = start();
  await signUp(running);
  const visitor = running.visitor();
  await visitor.post("/sign-in", ADA);
  const body = new FormData();
  body.set("name", "Sales");
  body.set("file", new File([CSV], "sales.csv", { type: "text/csv" }));
  const response = await visitor.send("/data/upload", body);
  assert.equal(response.path, "/data/uploads/1");
});

test("what can't be taken is said, and nothing is kept", async () => {
  const running = start();
  const ada = await signUp(running);
  const cases: [Record<string, string>, RegExp][] = [
    [{ name: "", pasted: CSV }, /Please fill this in/],
    [{ name: "x" }, /choose a CSV file/],
    [{ name: "x", pasted: "a,b\n" }, /no rows/],
    [{ name: "x", pasted: "a,a\n1,2" }, /there twice/],
    [{ name: "x", pasted: "a,\n1,2" }, /needs a name/],
    [{ name: "x", pasted: 'a\n"1' }, /never closed/],
    [{ name: "x", pasted: `a\n${"1\n".repeat(11)}` }, /room for 10 rows/],
  ];
  for (const [fields, message] of cases) {
    const answer = await ada.post("/data/upload", fields);
    assert.equal(answer.status, 422);
    assert.match(answer.text, message);
  }
  assert.equal(running.product.db.count("SELECT count(*) FROM ingest_uploads"), 0);
});

test("a data set keeps its columns: what a file lacks is named, what is new is left out", async () => {
  const running = start();
  const ada = await signUp(running);
  await ada.post("/data/upload", { name: "s", pasted: "day,n\n2026-01-01,1" });
  await ada.post("/data/uploads/1/import");
  const lacking = await ada.post("/data/upload", { name: "S", pasted: "day\n2026-01-02" });
  assert.match(lacking.text, /columns that this file lacks: n/);
  const extra = await ada.post("/data/upload", { name: "s", pasted: "more,N,Day\nx,2,2026-01-02" });
  assert.match(extra.text, /does not have them: more/);
  await ada.post(`${extra.path}/import`);
  assert.match((await ada.get("/data/1/export.csv")).text, /2026-01-02,2\r\n$/);
});

test("rows come in by API with a key, as JSON and CSV, once", async () => {
  const running = start();
  const ada = await signUp(running);
  const key = /key_[\w-]{32}/.exec((await ada.post("/keys", { name: "api" })).text)?.[0] ?? "";
  const send = async (body: string, type = "application/json", authorization = `Bearer ${key}`) => {
    const headers = { authorization, "content-type": type };
    const response = await running.visitor().request("/api/ingest/sales", { method: "POST", body, headers });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };
  const json = JSON.stringify({
    rows: [
      { day: "2026-01-01", n: 1 },
      { day: "2026-01-02", n: 2 },
    ],
  });
  assert.deepEqual((await send(json)).json, {
    dataset: "sales",
    added: 2,
    already_there: 0,
    rejected: [],
    rejected_count: 0,
  });
  assert.deepEqual((await send(json)).json.added, 0);
  const csv = await send("day,n\n2026-01-03,3\n2026-01-04,many\n", "text/csv");
  assert.deepEqual(csv.json.rejected, [{ line: 3, message: '"many" in n is not a number.' }]);
  assert.equal((await send("{")).status, 422);
  assert.equal((await send('{"rows": []}')).status, 422);
  assert.equal((await send("day,n\nx,y", "text/csv")).status, 422);
  assert.equal((await send(json, undefined, "Bearer no")).status, 401);
  assert.equal(rows(running), 3);
});

test("the API slows down a flood", async () => {
  const running = start();
  const ada = await signUp(running);
  const key = /key_[\w-]{32}/.exec((await ada.post("/keys", { name: "api" })).text)?.[0] ?? "";
  const send = () =>
    running.visitor().request("/api/ingest/x", { method: "POST", body: "", headers: { "x-api-key": key } });
  for (let at = 0; at < 120; at += 1) assert.equal((await send()).status, 422);
  const refused = await send();
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "60"]);
});

test("data of others does not exist; it can be discarded and deleted", async () => {
  const running = start();
  const ada = await signUp(running);
  await ada.post("/data/upload", { name: "s", pasted: "a\n1" });
  const eve = await signUp(running, "eve@example.com");
  assert.equal((await eve.get("/data/uploads/1")).status, 404);
  assert.match((await eve.post("/data/uploads/1/import")).text, /imported or discarded before/);
  assert.match((await eve.post("/data/uploads/1/discard")).text, /imported or discarded before/);
  assert.match((await ada.post("/data/uploads/1/discard")).text, /Nothing came in/);
  await ada.post("/data/upload", { name: "s", pasted: "a\n1" });
  await ada.post("/data/uploads/2/import");
  for (const path of ["/data/1", "/data/1/export.csv"]) assert.equal((await eve.get(path)).status, 404);
  assert.equal((await eve.post("/data/1/delete")).status, 404);
  assert.match((await ada.post("/data/1/delete")).text, /No data yet/);
  assert.equal(rows(running), 0);
  assert.equal((await running.visitor().get("/data")).path, "/sign-in");
});

test("the example file is one that can be taken", async () => {
  const ada = await signUp(
    testProduct([accounts, billing, team, keys, block], {
      settings: { billing: { plans: [{ ...plans[0], limits: {} }] } },
    }),
  );
  const { text } = await ada.get("/data/example.csv");
  assert.match((await ada.post("/data/upload", { name: "Example", pasted: text })).text, /Import 126 rows/);
});

test("dates and numbers are read as people write them", () => {
  assert.deepEqual(["2026-01-05", "2026-01-05T10:00:00Z", "5.1.2026", "2026-13-01", "soon"].map(readDate), [
    "2026-01-05",
    "2026-01-05",
    "2026-01-05",
    null,
    null,
  ]);
  assert.deepEqual(["1234.5", "1,234.5", "1.234,5", "-3", "$12", "7 %", "1,2,3", "x"].map(readNumber), [
    1234.5,
    1234.5,
    1234.5,
    -3,
    12,
    7,
    null,
    null,
  ]);
});

test("a column is what most of its cells are", () => {
  const lines = ["1", "2", "3", "4", "x"].map((cell, at) => ({
    line: at + 2,
    cells: [cell, "", "2026-01-01"],
  }));
  const file = { head: ["a", "b", "c"], lines };
  const columns = inferColumns(file);
  assert.deepEqual(
    columns.map(({ kind }) => kind),
    ["number", "text", "date"],
  );
  assert.deepEqual(checkRows(file, columns).bad, [{ line: 6, message: '"x" in a is not a number.' }]);
});
