import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct } from "../../kit/testing.ts";
import { block, confirmedSubscribers } from "./index.ts";

const ADA = "ada@example.com";
const DAY = 86_400_000;

/** The first link in the latest message to somebody, as a path. */
function linkIn({ product }: TestProduct, kind: string, to = ADA): string {
  const [mail] = product.outbox.list({ to });
  return new RegExp(`http://localhost:3000(/newsletter/${kind}/\\S+)`).exec(mail?.body ?? "")?.[1] ?? "none";
}

async function subscribe(site: TestProduct, email = ADA, fields: Record<string, string> = {}) {
  await site.visitor().post("/newsletter", { email, ...fields });
  return site.visitor().post(linkIn(site, "confirm", email));
}

const statuses = ({ product }: TestProduct) =>
  product.db.all<{ status: string }>("SELECT status FROM newsletter_subscribers").map(({ status }) => status);

test("who signs up is on the list only after confirming, also after a restart", async () => {
  const first = testProduct([block]);
  const answer = await first.visitor().post("/newsletter", { email: " Ada@Example.com ", source: "/" });
  assert.equal(answer.path, "/newsletter/check-your-mail");
  assert.deepEqual(confirmedSubscribers(first.product), []);
  const link = linkIn(first, "confirm");
  const later = first.restart();
  // Programs that check mail open the link; that alone is no consent.
  assert.match((await later.visitor().get(link)).text, /ada@example\.com/);
  assert.deepEqual(statuses(later), ["pending"]);
  assert.match((await later.visitor().post(link)).text, /You are on the list/);
  assert.match((await later.visitor().post(link)).text, /You are on the list/);
  const [ada] = confirmedSubscribers(later.product);
  assert.equal(ada?.email, ADA);
  assert.equal(ada?.source, "/");
});

test("links that are forged, of another purpose or old don't confirm", async () => {
  const site = testProduct([block]);
  await site.visitor().post("/newsletter", { email: ADA });
  const link = linkIn(site, "confirm");
  const last = link.at(-1) === "A" ? "B" : "A";
  const forged = [`${link.slice(0, -1)}${last}`, link.replace("/1-", "/2-"), "/newsletter/confirm/1"];
  forged.push("/newsletter/confirm/x", "/newsletter/confirm/99999999999999999999-x");
  for (const path of forged) assert.equal((await site.visitor().post(path)).status, 404, path);
  assert.equal((await site.visitor().post(link.replace("confirm", "unsubscribe"))).status, 404);
  site.clock.now += 8 * DAY;
  assert.equal((await site.visitor().post(link)).status, 404);
  assert.deepEqual(statuses(site), ["pending"]);
  await site.visitor().post("/newsletter", { email: ADA });
  assert.equal((await site.visitor().post(link)).status, 200);
});

test("whether an address is known can't be told from the answer", async () => {
  const site = testProduct([block]);
  await subscribe(site);
  const known = await site.visitor().post("/newsletter", { email: ADA });
  const unknown = await site.visitor().post("/newsletter", { email: "eve@example.com" });
  assert.equal(known.text, unknown.text);
  assert.equal(known.path, unknown.path);
  const [eve, again] = site.product.outbox.list();
  assert.match(eve?.subject ?? "", /Please confirm/);
  assert.match(again?.subject ?? "", /You already get letters/);
  assert.equal(again?.to, ADA);
});

test("one click ends the letters: by the page, and by the button of mail programs", async () => {
  const site = testProduct([block]);
  await subscribe(site);
  await site.visitor().post("/newsletter", { email: ADA });
  const link = linkIn(site, "unsubscribe");
  assert.match((await site.visitor().get(link)).text, /Unsubscribe/);
  assert.deepEqual(statuses(site), ["confirmed"]);
  assert.match((await site.visitor().post(link)).text, /no more letters/);
  assert.equal((await site.visitor().post(link)).status, 200);
  assert.match((await site.visitor().get(link)).text, /You get no letters/);
  assert.deepEqual(confirmedSubscribers(site.product), []);
  await subscribe(site, "bob@example.com");
  await site.visitor().post("/newsletter", { email: "bob@example.com" });
  const headers = site.product.outbox.list()[0]?.headers ?? {};
  assert.equal(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
  const url = new URL(headers["List-Unsubscribe"]?.slice(1, -1) ?? "");
  const click = { method: "POST", body: "List-Unsubscribe=One-Click" };
  const type = { "content-type": "application/x-www-form-urlencoded" };
  assert.equal((await site.visitor().request(url.pathname, { ...click, headers: type })).status, 200);
  assert.deepEqual(statuses(site), ["unsubscribed", "unsubscribed"]);
  assert.equal((await site.visitor().request(`${url.pathname}x`, { ...click, headers: type })).status, 404);
});

test("an old link to confirm doesn't bring back who unsubscribed; asking again does", async () => {
  const site = testProduct([block]);
  await site.visitor().post("/newsletter", { email: ADA });
  const old = linkIn(site, "confirm");
  await site.visitor().post(old);
  await site.visitor().post("/newsletter", { email: ADA });
  await site.visitor().post(linkIn(site, "unsubscribe"));
  assert.equal((await site.visitor().post(old)).status, 404);
  await site.visitor().post("/newsletter", { email: ADA });
  assert.equal((await site.visitor().post(old)).status, 404);
  assert.equal((await site.visitor().post(linkIn(site, "confirm"))).status, 200);
  assert.deepEqual(statuses(site), ["confirmed"]);
});

test("invalid addresses are refused, and nobody is flooded", async () => {
  const site = testProduct([block]);
  const bad = await site.visitor().post("/newsletter", { email: '"><b>@x' });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /value="&quot;&gt;&lt;b&gt;@x"/);
  for (const email of ["", "a@b\nBcc: c@d.example", `${"a".repeat(250)}@example.com`]) {
    assert.equal((await site.visitor().post("/newsletter", { email })).status, 422, email);
  }
  for (let times = 0; times < 5; times += 1) await site.visitor().post("/newsletter", { email: ADA });
  assert.equal(site.product.outbox.list({ to: ADA }).length, 3);
  for (let times = 0; times < 5; times += 1)
    await site.visitor().post("/newsletter", { email: `${times}@x.example` });
  assert.equal((await site.visitor().post("/newsletter", { email: "z@x.example" })).status, 429);
});

test("topics become tags, but not those of somebody who is on the list already", async () => {
  const settings = { newsletter: { topics: ["Tea", "Cups & <pots>"] } };
  const site = testProduct([block], { settings });
  assert.match((await site.visitor().get("/newsletter")).text, /Cups &amp; &lt;pots&gt;/);
  await subscribe(site, ADA, { "topic-1": "on", "topic-9": "on" });
  await site.visitor().post("/newsletter", { email: ADA, "topic-0": "on" });
  assert.deepEqual(confirmedSubscribers(site.product)[0]?.tags, ["cups & <pots>"]);
});

test("the owner sees, tags, exports and erases; nobody else does", async () => {
  const site = testProduct([block]);
  await subscribe(site);
  await subscribe(site, "bob@example.com");
  const owner = await site.owner();
  assert.match((await owner.get("/owner/subscribers?status=confirmed&q=ada")).text, /ada@example\.com/);
  assert.ok(!(await owner.get("/owner/subscribers?status=pending")).text.includes("bob@"));
  await owner.post("/owner/subscribers/1/tags", { tag: "=Tea" });
  assert.equal((await owner.post("/owner/subscribers/1/tags", { tag: "" })).status, 422);
  const csv = await owner.get("/owner/subscribers/export.csv");
  assert.match(csv.text, /^email,status,tags,source,asked,confirmed,unsubscribed\r\n/);
  assert.match(csv.text, /ada@example\.com,confirmed,'=tea,/);
  await owner.post("/owner/subscribers/1/tags/remove", { tag: "=tea" });
  assert.ok(!(await owner.get("/owner/subscribers/1")).text.includes("=tea"));
  await owner.post("/owner/subscribers/2/unsubscribe");
  assert.deepEqual(statuses(site), ["confirmed", "unsubscribed"]);
  await owner.post("/owner/subscribers/2/erase");
  assert.equal((await owner.get("/owner/subscribers/2")).status, 404);
  await subscribe(site, "new@example.com");
  assert.equal((await owner.get("/owner/subscribers/3")).status, 200);
  const stranger = site.visitor();
  for (const path of ["", "/1", "/export.csv"]) {
    assert.equal((await stranger.get(`/owner/subscribers${path}`)).path, "/owner/sign-in", path);
  }
  assert.equal((await stranger.post("/owner/subscribers/1/erase")).path, "/owner/sign-in");
});
