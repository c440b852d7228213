import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block as accounts, userById } from "../accounts/index.ts";
import { block as keys } from "../api-keys/index.ts";
import { block as billing } from "../billing/index.ts";
import { findDataset, block as ingest } from "../ingest/index.ts";
import { block as team, workspaceOf } from "../team/index.ts";
import { block, figuresOf, readQuery } from "./index.ts";
import { filled } from "./store.ts";

const ADA = { name: "Ada", email: "ada@example.com", password: "a long enough password" };
const CSV = `day,shop,revenue
2026-01-01,North,10
2026-01-01,South <b>,30
2026-01-04,North,5.5
2026-01-12,North,2
2026-02-01,,8
`;

async function start(pasted = CSV): Promise<{ running: TestProduct; ada: Visitor }> {
  const running = testProduct([accounts, billing, team, keys, ingest, block]);
  const ada = running.visitor();
  await ada.post("/sign-up", ADA);
  const { path } = await ada.post("/data/upload", { name: "Sales", pasted });
  await ada.post(`${path}/import`);
  return { running, ada };
}

function figures({ product }: TestProduct, query: Record<string, string>) {
  const user = userById(product, 1) ?? assert.fail();
  const dataset = findDataset(product, workspaceOf(product, user).id, 1) ?? assert.fail();
  return figuresOf(product, dataset, readQuery(dataset, query));
}

test("figures are grouped by day, week, month and column, also after a restart", async () => {
  const { running } = await start();
  const by = (group: string, more = {}) =>
    figures(running.restart(), { group, ...more }).points.map(({ label, value }) => `${label} ${value}`);
  assert.deepEqual(by("month"), ["2026-01 47.5", "2026-02 8"]);
  assert.deepEqual(by("week").slice(0, 3), ["2025-12-29 45.5", "2026-01-05 0", "2026-01-12 2"]);
  assert.deepEqual(by("c1"), ["South <b> 30", "North 17.5", "(empty) 8"]);
  assert.deepEqual(by("day", { to: "2026-01-04" }), [
    "2026-01-01 40",
    "2026-01-02 0",
    "2026-01-03 0",
    "2026-01-04 5.5",
  ]);
});

test("sums, averages, extremes and counts agree with the rows by hand", async () => {
  const { running } = await start();
  const whole = (measure: string) => figures(running, { measure }).whole;
  assert.deepEqual(["sum:c2", "avg:c2", "min:c2", "max:c2", "count"].map(whole), [55.5, 11.1, 2, 30, 5]);
});

test("days and filters narrow what is counted", async () => {
  const { running } = await start();
  assert.equal(figures(running, { from: "2026-01-02", to: "2026-01-31" }).whole, 7.5);
  assert.equal(figures(running, { only: "c1", is: "north" }).whole, 17.5);
  assert.equal(figures(running, { only: "c1", is: "" }).whole, 8);
  assert.equal(figures(running, { only: "c2", is: "5.5" }).rows, 1);
  assert.deepEqual(figures(running, { only: "c1", is: "'; DROP TABLE ingest_rows; --" }), {
    ...{ points: [], whole: null, rows: 0, cut: 0 },
  });
});

test("the page shows the chart with its figures as text, escaped, and compares with the days before", async () => {
  const { ada } = await start();
  const page = await ada.get("/charts?dataset=1&group=c1");
  assert.match(page.text, /<svg[^>]*aria-label="Sum of revenue by shop: South &lt;b&gt; 30, North 17.5/);
  const range = await ada.get("/charts?dataset=1&group=day&from=2026-01-04&to=2026-01-06");
  assert.match(range.text, /-86\.2 % against 40 before/);
  assert.match((await ada.get("/charts")).text, /value="day" selected/);
});

test("whatever stands in the address, there is a page", async () => {
  const { ada } = await start();
  for (const query of [
    "group=c99",
    "group=x&measure=sum:c1",
    "from=never&to=2026-99-99",
    "only=c7&is=x",
    "kind=pie",
    "measure=drop",
  ]) {
    assert.equal((await ada.get(`/charts?dataset=1&${query}`)).status, 200, query);
  }
  assert.match((await ada.get("/charts?dataset=1&to=2020-01-01")).text, /No rows fit this/);
  assert.equal((await ada.get("/charts?dataset=99")).status, 404);
});

test("values below nothing are drawn below the line", async () => {
  const { ada } = await start("day,n\n2026-01-01,-20\n2026-01-02,40\n");
  const { text } = await ada.get("/charts?dataset=1&kind=bars");
  const bars = [...text.matchAll(/<rect x="[\d.]+" y="([\d.]+)" [^>]*height="([\d.]+)"/g)].map(
    ([, y, height]) => [y, height],
  );
  assert.deepEqual(bars, [
    ["144", "60"],
    ["24", "120"],
  ]);
  assert.match(text, />-20<\/text>/);
});

test("a chart is exported as it is", async () => {
  const { ada } = await start();
  const { text } = await ada.get("/charts/export.csv?dataset=1&group=c1&measure=count");
  assert.equal(text, "shop,Rows\r\nNorth,3\r\n(empty),1\r\nSouth <b>,1\r\n");
  assert.equal((await ada.get("/charts/export.csv?dataset=9")).status, 404);
});

test("data without dates or numbers is drawn too; many groups are cut and it is said", async () => {
  const { ada } = await start(`name\n${Array.from({ length: 40 }, (_, at) => `n${at}`).join("\n")}\n`);
  const { text } = await ada.get("/charts");
  assert.match(text, /10 more are not shown/);
  assert.match(text, /Rows by name/);
});

test("charts of others do not exist; without data the page says what to do", async () => {
  const { running } = await start();
  const eve = running.visitor();
  assert.equal((await eve.get("/charts")).path, "/sign-in");
  await eve.post("/sign-up", { ...ADA, email: "eve@example.com" });
  assert.equal((await eve.get("/charts?dataset=1")).status, 404);
  assert.match((await eve.get("/charts")).text, /Bring in data/);
});

test("gaps are nothing for sums, and stay gaps for averages", () => {
  const points = [
    { label: "2026-11", value: 1 },
    { label: "2027-02", value: 2 },
  ];
  const sum = filled(points, { group: "month", measure: { what: "count" } });
  assert.deepEqual(
    sum.map(({ label }) => label),
    ["2026-11", "2026-12", "2027-01", "2027-02"],
  );
  assert.equal(filled(points, { group: "month", measure: { what: "avg", column: "c1" } }).length, 2);
});
