import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct } from "../../kit/testing.ts";
import { block } from "./index.ts";
import { type Facts, pageView, safePath } from "./view.ts";

const DAY = 86_400_000;
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SECRET_ADDRESS = "203.0.113.77";

function visit({ visitor }: TestProduct, path: string, headers: Record<string, string> = {}) {
  return visitor().request(path, {
    headers: { "user-agent": FIREFOX, "x-forwarded-for": SECRET_ADDRESS, ...headers },
  });
}

const today = ({ product }: TestProduct) =>
  product.db.get("SELECT views, visitors FROM analytics_days ORDER BY day DESC LIMIT 1") ?? null;
const names = ({ product }: TestProduct, kind: string) =>
  product.db
    .all<{ name: string }>("SELECT name FROM analytics_counts WHERE kind = ? ORDER BY name", kind)
    .map(({ name }) => name);

test("views are counted by day, page, site and campaign; visitors once a day, also over a restart", async () => {
  const first = testProduct([block]);
  await visit(first, "/?utm_source=Letter&utm_campaign=May", {
    referer: "https://www.news.example/secret?q=1",
  });
  await visit(first, "/help", { referer: "http://localhost:3000/" });
  const later = first.restart();
  await visit(later, "/help");
  await visit(later, "/help", { "x-forwarded-for": "198.51.100.1" });
  assert.deepEqual({ ...today(later) }, { views: 4, visitors: 2 });
  assert.deepEqual(names(later, "path"), ["/", "/help"]);
  assert.deepEqual(names(later, "referrer"), ["news.example"]);
  assert.deepEqual(names(later, "campaign"), ["letter / may"]);
});

test("no address, no browser and no cookie is kept; codes and secrets end with the day", async () => {
  const site = testProduct([block]);
  const answer = await visit(site, "/");
  assert.equal(answer.headers.get("set-cookie"), null);
  const { db } = site.product;
  const tables = ["days", "counts", "secrets", "seen"];
  const kept = tables.map((table) => JSON.stringify(db.all(`SELECT * FROM analytics_${table}`))).join();
  assert.ok(!kept.includes(SECRET_ADDRESS) && !kept.includes("Firefox"));
  const [before] = db.all<{ code: string }>("SELECT code FROM analytics_seen");
  site.clock.now += DAY;
  await visit(site, "/");
  const after = db.all<{ code: string }>("SELECT code FROM analytics_seen");
  assert.equal(after.length, 1);
  assert.notEqual(after[0]?.code, before?.code);
  assert.equal(db.count("SELECT count(*) FROM analytics_secrets"), 1);
  site.clock.now += DAY;
  assert.equal(await block.jobs?.[0]?.run(site.product), 1);
  assert.equal(db.count("SELECT count(*) FROM analytics_seen"), 0);
  assert.equal(db.count("SELECT sum(visitors) FROM analytics_days"), 2);
});

test("who asks not to be tracked is not counted, nor machines, errors, forms and the owner", async () => {
  const site = testProduct([block]);
  await visit(site, "/", { dnt: "1" });
  await visit(site, "/", { "sec-gpc": "1" });
  await visit(site, "/", { "sec-purpose": "prefetch" });
  await visit(site, "/", { "user-agent": "ExampleBot/1.0" });
  await visit(site, "/", { "user-agent": "" });
  await visit(site, "/nowhere");
  await visit(site, "/sitemap.xml");
  await visit(site, "/owner/sign-in");
  assert.equal(today(site), null);
  await visit(site, "/");
  assert.deepEqual({ ...today(site) }, { views: 1, visitors: 1 });
});

test("addresses that could be somebody's own are starred out", () => {
  assert.equal(safePath("/waitlist/place/12-AbC_defgh"), "/waitlist/place/*");
  assert.equal(safePath("/r/abcdefgh"), "/r/*");
  assert.equal(safePath("/articles/how-to-begin"), "/articles/how-to-begin");
  assert.equal(safePath("/a/<b>/c@d.example"), "/a/*/*");
  assert.equal(safePath(`/${"x".repeat(100)}`), "/*");
  assert.equal(safePath("/"), "/");
});

test("a referring site is its host alone, and never this site or something else", () => {
  const facts = (referer: string): Facts => ({
    ...{ method: "GET", status: 200, url: "https://own.example/", contentType: "text/html; charset=utf-8" },
    header: (name) => ({ "user-agent": FIREFOX, referer })[name],
  });
  const referrer = (referer: string) => pageView(facts(referer))?.referrer;
  assert.equal(referrer("https://www.search.example/?q=private"), "search.example");
  for (const none of ["", "https://own.example/x", "javascript:x", "not an address"]) {
    assert.equal(referrer(none), null, none);
  }
});

test("made-up campaigns don't fill the disk", async () => {
  const site = testProduct([block]);
  for (let number = 0; number < 510; number += 1) await visit(site, `/help?utm_source=made-up-${number}`);
  assert.equal(names(site, "campaign").length, 501);
  assert.ok(names(site, "campaign").includes("(other)"));
  await visit(site, "/?utm_source=%3Cscript%3E");
  assert.ok(!names(site, "campaign").some((name) => name.includes("<")));
});

test("the owner sees the figures and takes them along; nobody else does", async () => {
  const site = testProduct([block]);
  const owner = await site.owner();
  assert.match((await owner.get("/owner/analytics")).text, /No visits yet/);
  await visit(site, "/help", { referer: "https://news.example/" });
  site.product.events.count("joined");
  const page = (await owner.get("/owner/analytics?days=7")).text;
  assert.match(page, /Visitors by day/);
  assert.match(page, /news\.example/);
  assert.match(page, /<td>joined<\/td><td>1<\/td><td>100\.0<\/td>/);
  assert.equal((await owner.get("/owner/analytics?days=abc")).status, 200);
  assert.match((await owner.get("/owner/analytics/export.csv")).text, /2026-01-15,path,\/help,1\r\n/);
  assert.equal((await site.visitor().get("/owner/analytics")).path, "/owner/sign-in");
  assert.match((await site.visitor().get("/privacy")).text, /Global Privacy Control/);
});
