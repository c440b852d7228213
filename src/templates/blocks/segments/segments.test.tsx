import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct } from "../../kit/testing.ts";
import { block as newsletter, noteActivity, type Subscriber } from "../newsletter/index.ts";
import { readSegment } from "./form.ts";
import { block, matchesSegment, membersOf } from "./index.ts";
import type { Rule } from "./rules.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 15, 12);
const BLOCKS = [newsletter, block];
const TEA = { name: "Tea <lovers>", match: "all", "kind-1": "has_tag", "value-1": "Tea" };

const subscriber = (change: Partial<Subscriber> = {}): Subscriber => ({
  ...{ id: 1, email: "a@example.com", status: "confirmed", source: "/", tags: [], round: 0 },
  ...{ asked_at: NOW, confirmed_at: NOW, unsubscribed_at: null, active_at: null },
  ...change,
});

/** Puts a confirmed subscriber with tags into the list. */
function add({ product }: TestProduct, email: string, ...tags: string[]): number {
  const { id } = product.db.run(
    `INSERT INTO newsletter_subscribers (email, status, source, asked_at, confirmed_at)
     VALUES (?, 'confirmed', '/', ?, ?)`,
    ...[email, product.now(), product.now()],
  );
  for (const tag of tags) product.db.run("INSERT INTO newsletter_tags VALUES (?, ?)", id, tag);
  return id;
}

test("the owner makes a segment; its members follow what subscribers are, also after a restart", async () => {
  const first = testProduct(BLOCKS);
  const owner = await first.owner();
  const id = add(first, "ada@example.com", "tea");
  add(first, "bob@example.com", "coffee");
  const made = await owner.post("/owner/segments", TEA);
  assert.equal(made.path, "/owner/segments/1");
  assert.match(made.text, /Tea &lt;lovers&gt;/);
  assert.match(made.text, /One member just now/);
  const later = first.restart();
  const again = await later.owner();
  assert.match((await again.get("/owner/segments/1")).text, /ada@example\.com/);
  later.product.db.run("DELETE FROM newsletter_tags WHERE subscriber_id = ?", id);
  assert.match((await again.get("/owner/segments/1")).text, /Nobody belongs/);
  add(later, "eve@example.com", "tea");
  assert.match(
    (await again.get("/owner/segments/1/export.csv")).text,
    /^email,tags\r\neve@example\.com,tea\r\n$/,
  );
});

test("only who confirmed and stays belongs", () => {
  const site = testProduct(BLOCKS);
  const id = add(site, "ada@example.com", "tea");
  const rules = { match: "all", rules: [{ kind: "has_tag", value: "tea" }] } as const;
  assert.equal(membersOf(site.product, rules).length, 1);
  site.product.db.run("UPDATE newsletter_subscribers SET status = 'unsubscribed' WHERE id = ?", id);
  assert.equal(membersOf(site.product, rules).length, 0);
});

test("activity moves people between segments", () => {
  const site = testProduct(BLOCKS);
  const id = add(site, "ada@example.com");
  const quiet = { match: "all", rules: [{ kind: "quiet_for", value: "30" }] } as const;
  assert.equal(membersOf(site.product, quiet).length, 0);
  site.clock.now += 31 * DAY;
  assert.equal(membersOf(site.product, quiet).length, 1);
  noteActivity(site.product, id);
  assert.equal(membersOf(site.product, quiet).length, 0);
});

test("each kind of rule, at its limits", () => {
  const fits = (kind: Rule["kind"], value: string, change: Partial<Subscriber> = {}) =>
    matchesSegment({ match: "all", rules: [{ kind, value }] }, subscriber(change), NOW);
  assert.ok(fits("has_tag", "TEA", { tags: ["tea"] }) && !fits("has_tag", "tea"));
  assert.ok(fits("has_no_tag", "tea") && !fits("has_no_tag", "tea", { tags: ["tea"] }));
  assert.ok(fits("source", "/") && !fits("source", "/newsletter"));
  assert.ok(fits("joined_after", "2026-01-15") && !fits("joined_after", "2026-01-16"));
  assert.ok(fits("joined_before", "2026-01-16") && !fits("joined_before", "2026-01-15"));
  assert.ok(fits("joined_within", "7", { confirmed_at: NOW - 7 * DAY }));
  assert.ok(!fits("joined_within", "7", { confirmed_at: NOW - 7 * DAY - 1 }));
  assert.ok(fits("active_within", "7", { active_at: NOW - 7 * DAY }) && !fits("active_within", "7"));
  assert.ok(fits("quiet_for", "7", { confirmed_at: NOW - 8 * DAY, active_at: NOW - 8 * DAY }));
  assert.ok(!fits("quiet_for", "7", { confirmed_at: NOW - 8 * DAY, active_at: NOW - 7 * DAY }));
  assert.ok(!fits("quiet_for", "7", { confirmed_at: NOW - 6 * DAY }));
  const both = [
    { kind: "has_tag", value: "x" },
    { kind: "source", value: "/" },
  ] as const;
  assert.ok(!matchesSegment({ match: "all", rules: both }, subscriber(), NOW));
  assert.ok(matchesSegment({ match: "any", rules: both }, subscriber(), NOW));
});

test("what is wrong with a rule is said at its line, and nothing is kept", async () => {
  const site = testProduct(BLOCKS);
  const owner = await site.owner();
  const bad = await owner.post("/owner/segments", {
    ...{ name: " ", match: "some", "kind-1": "joined_after", "value-1": "yesterday" },
    ...{
      "kind-2": "",
      "value-2": "x",
      "kind-3": "quiet_for",
      "value-3": "-1",
      "kind-4": "source",
      "value-4": "x",
    },
    ...{ "kind-5": "has_tag", "value-5": "" },
  });
  assert.equal(bad.status, 422);
  for (const id of ["name", "match", "value-1", "kind-2", "value-3", "value-4", "value-5"]) {
    assert.ok(bad.text.includes(`id="${id}-error"`), id);
  }
  const none = readSegment({ name: "x", match: "all" });
  assert.ok(!none.ok && none.form.errors["kind-1"]);
  assert.equal(site.product.db.count("SELECT count(*) FROM segments_segments"), 0);
});

test("names are unique; segments are changed and deleted", async () => {
  const site = testProduct(BLOCKS);
  const owner = await site.owner();
  await owner.post("/owner/segments", TEA);
  await owner.post("/owner/segments", { ...TEA, name: "Other" });
  assert.equal((await owner.post("/owner/segments", TEA)).status, 422);
  assert.equal((await owner.post("/owner/segments/2", TEA)).status, 422);
  assert.match((await owner.get("/owner/segments/1/edit")).text, /value="Tea"/);
  await owner.post("/owner/segments/2", { ...TEA, name: "Quiet", "kind-1": "quiet_for", "value-1": "90" });
  assert.match((await owner.get("/owner/segments")).text, /has neither opened nor clicked for 90 days/);
  await owner.post("/owner/segments/2/delete");
  for (const path of ["/2", "/2/edit", "/2/export.csv", "/99"]) {
    assert.equal((await owner.get(`/owner/segments${path}`)).status, 404, path);
  }
  assert.equal((await site.visitor().get("/owner/segments")).path, "/owner/sign-in");
});
