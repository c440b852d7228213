import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct } from "../../kit/testing.ts";
import { block } from "./index.ts";
import { lineUp, mailbox } from "./line.ts";

const [ADA, BOB, EVE] = ["ada@example.com", "bob@example.com", "eve@example.com"];

function linkIn({ product }: TestProduct, kind: string, to: string): string {
  const bodies = product.outbox.list({ to }).map(({ body }) => body);
  const links = bodies.map(
    (body) => new RegExp(`http://localhost:3000(/waitlist/${kind}/\\S+)`).exec(body)?.[1],
  );
  return links.find((link) => link !== undefined) ?? "none";
}

/** Joins and confirms; answers with the page of the place in the line. */
async function join(site: TestProduct, email: string, code = "") {
  await site.visitor().post("/waitlist", { email, code });
  return site.visitor().post(linkIn(site, "confirm", email));
}

const codeOf = ({ product }: TestProduct, email: string) =>
  product.db.get<{ code: string }>("SELECT code FROM waitlist_people WHERE email = ?", email)?.code ?? "";
const order = async (site: TestProduct) =>
  [...(await (await site.owner()).get("/owner/waitlist/export.csv")).text.matchAll(/^\d+,(\w+)@/gm)].map(
    ([, name]) => name,
  );

test("the hero asks for an address; the place is taken by confirming, and kept over a restart", async () => {
  const first = testProduct([block]);
  const home = await first.visitor().get("/");
  assert.match(home.text, /Be the first in line/);
  assert.match(home.text, /action="\/waitlist"/);
  const answer = await first.visitor().post("/waitlist", { email: " ADA@example.com ", code: "" });
  assert.equal(answer.path, "/waitlist/check-your-mail");
  const link = linkIn(first, "confirm", ADA);
  assert.match((await first.visitor().get(link)).text, /One more click/);
  assert.match((await first.visitor().get("/")).text, /Be the first in line/);
  const later = first.restart();
  assert.match((await later.visitor().post(link)).text, /You are number 1 in line/);
  assert.match((await later.visitor().post(link)).text, /You are number 1 in line/);
  assert.match((await later.visitor().get("/")).text, /One person is in line/);
  assert.match((await later.visitor().get(linkIn(later, "place", ADA))).text, /You are number 1 in line/);
});

test("whoever brings others moves up, once they confirm", async () => {
  const site = testProduct([block], { settings: { waitlist: { places_per_invitation: 1 } } });
  await join(site, ADA);
  await join(site, BOB);
  assert.deepEqual(await order(site), ["ada", "bob"]);
  const visitor = site.visitor();
  const landed = await visitor.get(`/r/${codeOf(site, BOB)}`);
  assert.match(landed.text, /invited you/);
  const code = /name="code" value="(\w+)"/.exec(landed.text)?.[1] ?? "";
  await visitor.post("/waitlist", { email: EVE, code });
  assert.deepEqual(await order(site), ["ada", "bob"]);
  await visitor.post(linkIn(site, "confirm", EVE));
  assert.deepEqual(await order(site), ["bob", "ada", "eve"]);
  const place = await site.visitor().get(linkIn(site, "place", BOB));
  assert.match(place.text, /You are number 1 in line/);
});

test("nobody moves up by themselves: one mailbox is one person", async () => {
  const site = testProduct([block]);
  await join(site, BOB);
  await join(site, ADA);
  await site.visitor().post("/waitlist", { email: "ada+2@example.com", code: codeOf(site, ADA) });
  assert.equal(site.product.outbox.list({ to: ADA }).length, 3);
  assert.equal(site.product.db.count("SELECT count(*) FROM waitlist_people"), 2);
  assert.deepEqual(await order(site), ["bob", "ada"]);
  assert.equal(mailbox("a.b+c@gmail.com"), "ab@gmail.com");
  assert.equal(mailbox("a.b+c@example.com"), "a.b@example.com");
});

test("links of invitation that don't exist lead to the start page, and code is only code", async () => {
  const site = testProduct([block]);
  assert.equal((await site.visitor().get("/r/abcdefgh")).path, "/");
  assert.equal((await site.visitor().get("/r/%22%3E%3Cb%3E")).path, "/");
  const home = await site.visitor().get("/?invited-by=%22%3E%3Cb%3E");
  assert.ok(!home.text.includes("<b>"));
  await site.visitor().post("/waitlist", { email: ADA, code: "' OR 1=1" });
  assert.equal(site.product.outbox.list({ to: ADA }).length, 1);
});

test("what is wrong is said; whether an address is known is not", async () => {
  const site = testProduct([block]);
  const bad = await site.visitor().post("/waitlist", { email: "<b>" });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /id="email-error"/);
  assert.match(bad.text, /value="&lt;b&gt;"/);
  await join(site, ADA);
  const known = await site.visitor().post("/waitlist", { email: ADA });
  const unknown = await site.visitor().post("/waitlist", { email: EVE });
  assert.equal(known.text, unknown.text);
  assert.match(site.product.outbox.list({ to: ADA })[0]?.body ?? "", /on the waitlist already/);
  for (let times = 0; times < 4; times += 1) await site.visitor().post("/waitlist", { email: EVE });
  assert.equal(site.product.outbox.list({ to: EVE }).length, 3);
  for (let times = 0; times < 5; times += 1) await site.visitor().post("/waitlist", { email: BOB });
  assert.equal((await site.visitor().post("/waitlist", { email: BOB })).status, 429);
});

test("a place is seen with its own link alone", async () => {
  const site = testProduct([block]);
  await join(site, ADA);
  await join(site, BOB);
  const link = linkIn(site, "place", ADA);
  const other = link.replace("/1-", "/2-");
  for (const path of [other, `${link}x`, "/waitlist/place/1", link.replace("place", "leave")]) {
    const answer = await site.visitor().get(path);
    assert.match(answer.text, /This link is no longer good/, path);
    assert.ok(!answer.text.includes("@example.com"));
  }
});

test("who leaves is forgotten; those they brought stay", async () => {
  const site = testProduct([block]);
  await join(site, ADA);
  await join(site, BOB, codeOf(site, ADA));
  const leave = linkIn(site, "leave", ADA);
  assert.match((await site.visitor().get(leave)).text, /Leave the waitlist\?/);
  assert.equal((await site.visitor().post(leave)).path, "/");
  assert.deepEqual(await order(site), ["bob"]);
  assert.equal((await site.visitor().post(leave)).status, 404);
  assert.equal((await site.visitor().post(linkIn(site, "confirm", ADA))).status, 404);
});

test("the owner invites the next, each once; nobody else can", async () => {
  const site = testProduct([block]);
  for (const email of [ADA, BOB, EVE]) await join(site, email);
  const owner = await site.owner();
  const wrong = await owner.post("/owner/waitlist/invite", { how_many: "0", message: "" });
  assert.equal(wrong.status, 422);
  const answer = await owner.post("/owner/waitlist/invite", { how_many: "2", message: "Come <in>." });
  assert.match(answer.text, /2 people are invited/);
  const invited = site.product.outbox.list().filter(({ subject }) => subject.startsWith("You are invited"));
  assert.deepEqual(invited.map(({ to }) => to).sort(), [ADA, BOB]);
  assert.match(invited[0]?.body ?? "", /Come <in>\./);
  assert.deepEqual(await order(site), ["eve"]);
  assert.match((await site.visitor().get(linkIn(site, "place", ADA))).text, /You are invited/);
  await owner.post("/owner/waitlist/invite", { how_many: "5", message: "Come." });
  assert.equal((await owner.post("/owner/waitlist/invite", { how_many: "5", message: "Come." })).status, 422);
  const stranger = site.visitor();
  for (const path of ["", "/export.csv"]) {
    assert.equal((await stranger.get(`/owner/waitlist${path}`)).path, "/owner/sign-in");
  }
  assert.equal((await stranger.post("/owner/waitlist/1/remove")).path, "/owner/sign-in");
  assert.equal((await owner.post("/owner/waitlist/9/remove")).status, 404);
});

test("the line: places per person brought, first come first among equals", () => {
  const people = (...brought: number[]) => brought.map((count, at) => ({ id: at + 1, brought: count }));
  const ids = (list: readonly { id: number }[]) => list.map(({ id }) => id);
  assert.deepEqual(ids(lineUp(people(0, 0, 0), 3)), [1, 2, 3]);
  assert.deepEqual(ids(lineUp(people(0, 0, 0, 0, 1), 3)), [1, 5, 2, 3, 4]);
  assert.deepEqual(ids(lineUp(people(0, 0, 1, 1), 2)), [3, 1, 4, 2]);
  assert.deepEqual(ids(lineUp(people(2, 0, 9), 1)), [3, 1, 2]);
  assert.deepEqual(lineUp([], 3), []);
});
