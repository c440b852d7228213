import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as billing } from "../billing/index.ts";
import { block as team } from "../team/index.ts";
import { forecast, monthsMissing, monthsOf, proposeCategory, UNSORTED, unusualMonths } from "./figures.ts";
import { block } from "./index.ts";

const ADA = { name: "Ada", email: "ada@example.com", password: "a long enough password" };
const ENTRY = { day: "2026-01-10", what: "Train to client", amount: "48.50", direction: "out", category: "" };
const LINES = `day,what,amount,category
2025-11-03,Invoice 11,1000,Sales
2025-11-04,Rent,-400,Office
2025-12-03,Invoice <b>12</b>,1200,
2025-12-04,Rent,-400,
`;

async function start(): Promise<{ running: TestProduct; ada: Visitor }> {
  const running = testProduct([accounts, billing, team, block]);
  const ada = running.visitor();
  await ada.post("/sign-up", ADA);
  return { running, ada };
}

test("an entry gets the category of similar ones, also after a restart", async () => {
  const { running, ada } = await start();
  assert.match((await ada.post("/cashbook", { ...ENTRY, category: "Travel" })).text, /under Travel/);
  const later = running.restart().visitor();
  await later.post("/sign-in", ADA);
  assert.match((await later.post("/cashbook", { ...ENTRY, what: "Train home" })).text, /under Travel/);
  assert.match((await later.post("/cashbook", { ...ENTRY, what: "Paper" })).text, /under Not sorted yet/);
  assert.match((await later.get("/cashbook")).text, /1 entry has no category yet/);
  await later.post("/cashbook/3", { ...ENTRY, what: "Paper", category: "Office" });
  assert.match((await later.post("/cashbook", { ...ENTRY, what: "More paper" })).text, /under Office/);
});

test("what came in is no example for what went out", () => {
  const before = [{ day: "2026-01-01", what: "Acme project", cents: 900, category: "Sales" }];
  const entry = { day: "2026-01-02", what: "Acme project refund", cents: -100 };
  assert.equal(proposeCategory(before, entry), UNSORTED);
  assert.equal(proposeCategory(before, { ...entry, cents: 100 }), "Sales");
});

test("lines come in together, and the forecast is the mean of whole months", async () => {
  const { ada } = await start();
  const { text } = await ada.post("/cashbook/import", { lines: LINES });
  assert.match(text, /4 lines came in/);
  assert.match(text, /<td>2026-01<\/td><td>\$1,100<\/td><td>\$400<\/td><td>\$700<\/td>/);
  assert.match(text, /mean of the last 2 whole months/);
  assert.match(text, /Invoice &lt;b&gt;12/);
  assert.match(text, /<td>Office<\/td><td>\$800<\/td>/);
});

test("a bad line is named, and nothing comes in", async () => {
  const { running, ada } = await start();
  for (const [lines, message] of [
    [`${LINES}2026-13-01,x,1,`, /Line 6, day/],
    ["day,what,amount\n2026-01-01,x,much", /Line 2, amount/],
    ["a,b\n1,2", /first line names the columns/],
    ["day,what,amount", /there are no lines/],
    ['day,what,amount\n2026-01-01,"x,1', /never closed/],
  ] as const) {
    const answer = await ada.post("/cashbook/import", { lines });
    assert.equal(answer.status, 422);
    assert.match(answer.text, message);
  }
  assert.equal(running.product.db.count("SELECT count(*) FROM cashbook_entries"), 0);
});

test("what is wrong with an entry is said at its field", async () => {
  const { ada } = await start();
  for (const change of [
    { day: "2026-02-30" },
    { amount: "0" },
    { amount: "-5" },
    { what: " " },
    { direction: "up" },
  ]) {
    const answer = await ada.post("/cashbook", { ...ENTRY, ...change });
    assert.equal(answer.status, 422, JSON.stringify(change));
    assert.match(answer.text, new RegExp(`id="${Object.keys(change)[0]}"[^>]*aria-invalid="true"`));
  }
});

test("a forecast needs two whole months; months without entries count", () => {
  const entry = (day: string, cents: number) => ({ day, what: "x", cents, category: UNSORTED });
  const months = monthsOf([entry("2025-12-31", 300), entry("2026-02-01", -90)]);
  assert.deepEqual(
    months.map(({ month }) => month),
    ["2025-12", "2026-01", "2026-02"],
  );
  assert.equal(forecast(months, "2026-01-20"), undefined);
  const ahead = forecast(months, "2026-03-01");
  assert.deepEqual(ahead?.months[0], { month: "2026-03", inCents: 100, outCents: 30, netCents: 70 });
  assert.deepEqual(
    ahead?.months.map(({ month }) => month),
    ["2026-03", "2026-04", "2026-05"],
  );
  assert.deepEqual(monthsOf([]), []);
});

test("a month stands out when it is far from the usual of those before it", () => {
  const months = (revenue: number[]) =>
    revenue.map((inCents, at) => ({
      month: `2025-${String(at + 1).padStart(2, "0")}`,
      inCents,
      outCents: 0,
    }));
  const judged = (revenue: number[]) =>
    unusualMonths(months(revenue), "2026-01-01").map(({ month }) => month);
  assert.deepEqual(judged([1000, 1040, 980, 1010, 990, 1030]), []);
  assert.deepEqual(judged([1000, 1040, 980, 1010, 300, 1030]), ["2025-05"]);
  assert.deepEqual(judged([1000, 1000, 1000, 1000, 1050]), []);
  assert.deepEqual(judged([1000, 1000, 1000, 9000]), []);
  assert.equal(monthsMissing(months([1, 2, 3]), "2026-01-01"), 2);
  assert.deepEqual(unusualMonths(months([1000, 1000, 1000, 1000, 10]), "2025-05-20"), []);
});

test("books of others do not exist; entries are exported and deleted", async () => {
  const { running, ada } = await start();
  await ada.post("/cashbook", { ...ENTRY, what: "=1+1", category: "Travel" });
  assert.match((await ada.get("/cashbook/export.csv")).text, /2026-01-10,'=1\+1,-48.5,Travel/);
  const eve = running.visitor();
  assert.equal((await eve.get("/cashbook")).path, "/sign-in");
  await eve.post("/sign-up", { ...ADA, email: "eve@example.com" });
  assert.equal((await eve.get("/cashbook/1")).status, 404);
  assert.equal((await eve.post("/cashbook/1", ENTRY)).status, 404);
  assert.equal((await eve.post("/cashbook/1/delete")).status, 404);
  assert.match((await ada.post("/cashbook/1/delete")).text, /The book is empty/);
});
