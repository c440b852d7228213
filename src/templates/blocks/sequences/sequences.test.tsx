import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block as newsletter } from "../newsletter/index.ts";
import { block as segments } from "../segments/index.ts";
import { block } from "./index.ts";
import { nextDue, sendDue } from "./job.ts";
import { letterUrl, linkProblem, piecesOf } from "./letter.tsx";

const BLOCKS = [newsletter, segments, block];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FIRST = {
  subject: "First <b>",
  body: "See [our site](https://site.example/a?b=1).",
  wait: "0",
  unit: "days",
};
const SECOND = { subject: "Second", body: "More at https://site.example/more.", wait: "2", unit: "days" };

/** A confirmed subscriber, through the pages. */
async function subscribe(site: TestProduct, email: string): Promise<void> {
  await site.visitor().post("/newsletter", { email });
  const [mail] = site.product.outbox.list({ to: email });
  await site
    .visitor()
    .post(/http:\/\/localhost:3000(\/newsletter\/confirm\/\S+)/.exec(mail?.body ?? "")?.[1] ?? "/");
}

async function welcome(site: TestProduct, audience = "all", steps = [FIRST, SECOND]): Promise<Visitor> {
  const owner = await site.owner();
  const made = await owner.post("/owner/sequences", { name: "Welcome", audience });
  for (const step of steps) await owner.post(`${made.path}/steps`, step);
  await owner.post(`${made.path}/start`);
  return owner;
}

const letters = ({ product }: TestProduct, to: string) =>
  product.outbox
    .list({ to })
    .filter(({ html }) => html !== undefined)
    .reverse();
const subjects = (site: TestProduct, to: string) => letters(site, to).map(({ subject }) => subject);
const letterFor = (site: TestProduct, to: string) => {
  const [letter] = letters(site, to);
  assert.ok(letter, "no letter");
  return letter;
};
const pathIn = (text: string | undefined, pattern: RegExp) => pattern.exec(text ?? "")?.[1] ?? "/none";
const figures = ({ product }: TestProduct) => ({
  ...product.db.get("SELECT count(opened_at) AS opened, count(clicked_at) AS clicked FROM sequences_letters"),
});

test("steps are sent when they are due, each once, also after a restart", async () => {
  const first = testProduct(BLOCKS);
  await welcome(first);
  await subscribe(first, "ada@example.com");
  assert.equal(sendDue(first.product), 1);
  assert.equal(sendDue(first.product), 0);
  first.clock.now += 2 * DAY - 1;
  assert.equal(sendDue(first.product), 0);
  const later = first.restart();
  later.clock.now = first.clock.now + 1;
  assert.equal(sendDue(later.product), 1);
  assert.equal(sendDue(later.product), 0);
  later.clock.now += 365 * DAY;
  assert.equal(sendDue(later.product), 0);
  assert.deepEqual(subjects(later, "ada@example.com"), ["First <b>", "Second"]);
});

test("a leap of the clock sends one letter and not all; set back, it sends none twice", async () => {
  const site = testProduct(BLOCKS);
  await welcome(site, "all", [FIRST, SECOND, { ...SECOND, subject: "Third" }]);
  await subscribe(site, "ada@example.com");
  sendDue(site.product);
  site.clock.now += 90 * DAY;
  assert.equal(sendDue(site.product), 1);
  assert.equal(sendDue(site.product), 0);
  site.clock.now -= 80 * DAY;
  assert.equal(sendDue(site.product), 0);
  site.clock.now += 83 * DAY;
  assert.equal(sendDue(site.product), 1);
  assert.deepEqual(subjects(site, "ada@example.com"), ["First <b>", "Second", "Third"]);
});

test("a crash while sending leaves neither a letter nor the note of one", async () => {
  const site = testProduct(BLOCKS);
  await welcome(site);
  await subscribe(site, "ada@example.com");
  const { product } = site;
  const broken = {
    ...product,
    outbox: Object.assign(Object.create(product.outbox), {
      send: () => {
        throw new Error("killed");
      },
    }),
  };
  assert.throws(() => sendDue(broken), /killed/);
  assert.equal(product.db.count("SELECT count(*) FROM sequences_letters"), 0);
  assert.equal(sendDue(product), 1);
});

test("a pause holds letters back; going on sends what is due", async () => {
  const site = testProduct(BLOCKS);
  const owner = await welcome(site);
  await owner.post("/owner/sequences/1/pause");
  await subscribe(site, "ada@example.com");
  assert.equal(sendDue(site.product), 0);
  assert.match((await owner.get("/owner/sequences")).text, /Paused/);
  await owner.post("/owner/sequences/1/start");
  assert.equal(sendDue(site.product), 1);
});

test("whoever unsubscribes gets nothing more, also after coming back", async () => {
  const site = testProduct(BLOCKS);
  const owner = await welcome(site);
  await subscribe(site, "ada@example.com");
  sendDue(site.product);
  const letter = letterFor(site, "ada@example.com");
  assert.match(letter.body, /You get this because you confirmed your subscription on 15 Jan 2026/);
  assert.equal(letter.headers?.["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
  await site.visitor().post(pathIn(letter.body, /http:\/\/localhost:3000(\/newsletter\/unsubscribe\/\S+)/));
  site.clock.now += 3 * DAY;
  assert.equal(sendDue(site.product), 0);
  assert.match((await owner.get("/owner/sequences/1")).text, /<td>1 \(100%\)<\/td><\/tr>/);
  await subscribe(site, "ada@example.com");
  site.clock.now += 3 * DAY;
  assert.equal(sendDue(site.product), 0);
});

test("only who confirms after the start, or belongs to the segment, is taken in", async () => {
  const site = testProduct(BLOCKS);
  await subscribe(site, "old@example.com");
  const owner = await site.owner();
  await owner.post("/owner/segments", { name: "VIP", match: "all", "kind-1": "has_tag", "value-1": "vip" });
  site.clock.now += 1;
  await welcome(site);
  await welcome(site, "1");
  await site.visitor().post("/newsletter", { email: "pending@example.com" });
  assert.equal(sendDue(site.product), 0);
  await owner.post("/owner/subscribers/1/tags", { tag: "vip" });
  assert.equal(sendDue(site.product), 1);
  await owner.post("/owner/segments/1/delete");
  site.clock.now += 3 * DAY;
  // Who is in it stays in it; nobody new comes.
  assert.equal(sendDue(site.product), 1);
  assert.deepEqual(letters(site, "pending@example.com"), []);
});

test("opening and following links is counted, and shown for each letter", async () => {
  const site = testProduct(BLOCKS);
  const owner = await welcome(site);
  await subscribe(site, "ada@example.com");
  sendDue(site.product);
  const { html } = letterFor(site, "ada@example.com");
  assert.match(html ?? "", /<title>First &lt;b&gt;<\/title>/);
  const pixel = pathIn(html, /src="http:\/\/localhost:3000(\/t\/o\/[\w-]+\.gif)"/);
  const link = pathIn(html, /href="http:\/\/localhost:3000(\/t\/c\/[\w-]+)"/);
  const open = (path: string, headers = {}) => site.visitor().request(path, { headers });
  await open(pixel, { dnt: "1" });
  await open(link, { "sec-gpc": "1" });
  await site.visitor().request(pixel, { method: "HEAD" });
  assert.deepEqual(figures(site), { opened: 0, clicked: 0 });
  const image = await open(pixel);
  assert.equal(image.headers.get("content-type"), "image/gif");
  assert.equal(image.headers.get("cache-control"), "no-store");
  assert.deepEqual(figures(site), { opened: 1, clicked: 0 });
  const followed = await open(link);
  assert.equal(followed.status, 302);
  assert.equal(followed.headers.get("location"), "https://site.example/a?b=1");
  await open(link);
  await open(pixel);
  assert.deepEqual(figures(site), { opened: 1, clicked: 1 });
  assert.match(
    (await owner.get("/owner/sequences/1")).text,
    /<td>1<\/td><td>1 \(100%\)<\/td><td>1 \(100%\)<\/td>/,
  );
  assert.match(
    (await owner.get("/owner/sequences/1/steps/1")).text,
    /site\.example\/a\?b=1<\/td><td>2<\/td>/,
  );
  const active = site.product.db.count("SELECT active_at FROM newsletter_subscribers WHERE id = 1");
  assert.equal(active, site.clock.now);
});

test("the counter of clicks leads nowhere else", async () => {
  const site = testProduct(BLOCKS);
  await welcome(site);
  await subscribe(site, "ada@example.com");
  sendDue(site.product);
  const link = pathIn(
    letterFor(site, "ada@example.com").html,
    /href="http:\/\/localhost:3000(\/t\/c\/[\w-]+)"/,
  );
  const wrong = [
    "/t/c/https://evil.example",
    "/t/c/AAAAAAAAAAAAAAAAAAAAAA",
    "/t/o/AAAAAAAAAAAAAAAAAAAAAA.gif",
    "/t/c/",
  ];
  for (const path of wrong) assert.equal((await site.visitor().get(path)).status, 404, path);
  const tampered = await site.visitor().request(`${link}?url=https://evil.example&u=https://evil.example`);
  assert.equal(tampered.headers.get("location"), "https://site.example/a?b=1");
});

test("a broadcast is previewed, sent once to a segment, and reported", async () => {
  const site = testProduct(BLOCKS);
  for (const email of ["ada@example.com", "bob@example.com"]) await subscribe(site, email);
  const owner = await site.owner();
  await owner.post("/owner/subscribers/1/tags", { tag: "tea" });
  await owner.post("/owner/segments", { name: "Tea", match: "all", "kind-1": "has_tag", "value-1": "tea" });
  const draft = await owner.post("/owner/broadcasts", { audience: "1", subject: "News", body: "Hi <i>." });
  assert.match(draft.text, /Send it to one reader\?/);
  assert.match(draft.text, /Hi &lt;i&gt;\./);
  assert.equal(site.product.outbox.list({ to: "ada@example.com" }).length, 1);
  await owner.post(`${draft.path}/send`);
  await owner.post(`${draft.path}/send`);
  assert.equal(sendDue(site.restart().product), 0);
  assert.deepEqual(subjects(site, "ada@example.com"), ["News"]);
  assert.match(letterFor(site, "ada@example.com").body, /and belong to “Tea”/);
  assert.deepEqual(subjects(site, "bob@example.com"), []);
  assert.equal((await owner.post(`${draft.path}/delete`)).status, 404);
  assert.match((await owner.get("/owner/broadcasts")).text, /News/);
});

test("who unsubscribes before their turn gets no broadcast", async () => {
  const site = testProduct(BLOCKS);
  for (const email of ["ada@example.com", "bob@example.com"]) await subscribe(site, email);
  const { db } = site.product;
  db.run("INSERT INTO sequences_broadcasts VALUES (1, NULL, 'Everybody', 'S', 'B', 1)");
  for (const id of [1, 2]) db.run("INSERT INTO sequences_recipients VALUES (1, ?)", id);
  const owner = await site.owner();
  await owner.post("/owner/subscribers/1/unsubscribe");
  assert.equal(sendDue(site.product), 1);
  assert.deepEqual(subjects(site, "ada@example.com"), []);
  assert.equal(db.count("SELECT count(*) FROM sequences_recipients"), 0);
});

test("what is wrong is said at the field, and nothing is kept", async () => {
  const site = testProduct(BLOCKS);
  const owner = await site.owner();
  assert.equal((await owner.post("/owner/sequences", { name: "", audience: "all" })).status, 422);
  assert.equal((await owner.post("/owner/sequences", { name: "x", audience: "77" })).status, 422);
  await owner.post("/owner/sequences", { name: "x", audience: "all" });
  const bad = { subject: "S", body: "[x](javascript:alert)", wait: "1", unit: "days" };
  const answer = await owner.post("/owner/sequences/1/steps", bad);
  assert.equal(answer.status, 422);
  assert.match(answer.text, /A link needs an address/);
  assert.equal((await owner.post("/owner/sequences/1/steps", { ...FIRST, wait: "-1" })).status, 422);
  assert.equal((await owner.post("/owner/broadcasts", { ...bad, audience: "all" })).status, 422);
  assert.equal((await owner.post("/owner/letter-template", { opening: "[x](y)", closing: "" })).status, 422);
  assert.match((await owner.post("/owner/sequences/1/start")).text, /Write its first letter/);
  assert.equal(site.product.db.count("SELECT count(*) FROM sequences_steps"), 0);
  for (const path of ["/owner/sequences/9", "/owner/sequences/1/steps/9", "/owner/broadcasts/9"]) {
    assert.equal((await owner.get(path)).status, 404, path);
  }
  for (const path of ["/owner/sequences", "/owner/broadcasts", "/owner/letter-template"]) {
    assert.equal((await site.visitor().get(path)).path, "/owner/sign-in", path);
  }
});

test("letters are changed and taken out; the template stands around them", async () => {
  const site = testProduct(BLOCKS);
  const owner = await welcome(site);
  await owner.post("/owner/sequences/1/steps/1", { ...FIRST, subject: "Changed", wait: "3", unit: "hours" });
  assert.match((await owner.get("/owner/sequences/1")).text, /1\. Changed<\/a><\/td><td>3 hours/);
  await owner.post("/owner/sequences/1/steps/2/remove");
  await owner.post("/owner/letter-template", { opening: "Dear reader,", closing: "Yours, [us](/help)" });
  await subscribe(site, "ada@example.com");
  sendDue(site.product);
  site.clock.now += 3 * HOUR;
  assert.equal(sendDue(site.product), 1);
  const { body } = letterFor(site, "ada@example.com");
  assert.match(
    body,
    /^Dear reader,\n\nSee our site: http:\/\/localhost:3000\/t\/c\/[\w-]{22}\.\n\nYours, us: http/,
  );
  site.clock.now += 30 * DAY;
  assert.equal(sendDue(site.product), 0);
  const later = await site.owner();
  await later.post("/owner/sequences/1/delete");
  assert.equal((await later.get("/owner/sequences/1")).status, 404);
});

test("drafts of the settings are added once and send nothing by themselves", async () => {
  const steps = [{ delay_hours: 0, subject: "Hi from {name}", body: "For {audience}." }];
  const settings = { sequences: { sequences: [{ name: "Welcome", steps }] } };
  const site = testProduct(BLOCKS, { settings });
  await subscribe(site, "ada@example.com");
  assert.equal(sendDue(site.product), 0);
  const owner = await site.owner();
  assert.match((await owner.get("/owner/sequences/1")).text, /Hi from Test &amp; &lt;Co&gt;/);
  await owner.post("/owner/sequences/1/delete");
  assert.equal(site.restart().product.db.count("SELECT count(*) FROM sequences_sequences"), 0);
});

test("links of a text: only the web and paths of this product", () => {
  assert.deepEqual(piecesOf("a [b](/c) d https://e.example/f.", "http://x"), [
    ...[{ text: "a " }, { text: "b", url: "http://x/c" }, { text: " d " }],
    ...[{ text: "https://e.example/f", url: "https://e.example/f" }, { text: "." }],
  ]);
  for (const bad of ["//e.example", "javascript:x", "/\\e.example", "mailto:a", ""]) {
    assert.equal(letterUrl(bad, "http://x"), undefined, bad);
  }
  assert.equal(linkProblem("[a](https://b.example) (c)", "http://x"), undefined);
});

test("a step is due its delay after the letter before", () => {
  const step = (position: number, delay_hours: number) => ({
    ...{ id: position, sequence_id: 1, subject: "", body: "", position, delay_hours },
  });
  const steps = [step(1, 0), step(3, 2)];
  const due = (position: number | null, sent_at: number | null) =>
    nextDue(steps, { enrolled_at: 1_000, position, sent_at });
  assert.deepEqual([due(null, null)?.at, due(null, null)?.step.id], [1_000, 1]);
  assert.deepEqual([due(1, 5_000)?.at, due(1, 5_000)?.step.id], [5_000 + 2 * HOUR, 3]);
  assert.equal(due(3, 5_000), undefined);
  assert.equal(due(2, 5_000)?.step.id, 3);
});
