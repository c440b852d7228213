import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { createApp } from "./app.tsx";
import type { Block } from "./block.ts";
import { LineChart } from "./charts.tsx";
import { formatDate, formatMoney, formatTime, toCsv } from "./format.ts";
import { checkForm, field } from "./forms.ts";
import { runJobs } from "./jobs.ts";
import { isCardNumber, TEST_CARDS, type TestGateway } from "./payments.ts";
import { RateLimit } from "./rate-limit.ts";
import { checkPassword, hashPassword, signature } from "./sessions.ts";
import { OWNER_KEY, testProduct } from "./testing.ts";

/** A block that sells one thing. */
function shop(paid: string[] = []): Block {
  return {
    id: "shop",
    nav: () => [{ href: "/thing?a=1&b=2", label: "Thing <1>" }],
    routes(app, product) {
      product.payments.onPaid("thing", ({ reference }) => {
        paid.push(reference);
      });
      app.get("/thing", (c) => c.text("A thing"));
      app.get("/broken", () => {
        throw new Error("secret detail");
      });
      app.post("/buy", async (c) =>
        c.redirect(
          await product.payments.checkout({
            reference: "thing:1",
            amountCents: 1250,
            currency: "USD",
            description: "One <thing>",
            successPath: "/thing",
            cancelPath: "/help",
          }),
          303,
        ),
      );
    },
  };
}

test("paying: a real card is refused, a declined one says so, a test card pays once", async () => {
  const paid: string[] = [];
  const { visitor, product } = testProduct([shop(paid)]);
  const customer = visitor();
  const checkout = await customer.post("/buy");
  assert.match(checkout.path, /^\/test-payment\//);
  assert.match(checkout.text, /One &lt;thing&gt;/);
  const pay = (card: string) => customer.post(checkout.path, { name: "Ada", card });
  assert.match((await pay("1234")).text, /not a card number/);
  assert.match((await pay("5555 5555 5555 4444")).text, /Never enter a real card/);
  assert.match((await pay(TEST_CARDS.declined)).text, /declined/);
  assert.deepEqual(paid, []);
  assert.equal((await pay(TEST_CARDS.paid)).path, "/thing");
  assert.equal((await pay(TEST_CARDS.paid)).path, "/thing");
  assert.deepEqual(paid, ["thing:1"]);
  assert.equal(product.payments.find("thing:1")?.status, "paid");
  assert.equal(await product.payments.refund("thing:1"), true);
  assert.equal(await product.payments.refund("thing:1"), false);
});

test("a handler that fails leaves the payment unpaid", async () => {
  const { product } = testProduct([]);
  const gateway = product.payments as TestGateway;
  gateway.onPaid("thing", () => {
    throw new Error("no");
  });
  const path = await gateway.checkout({
    reference: "thing:9",
    amountCents: 100,
    currency: "USD",
    description: "x",
    successPath: "/",
    cancelPath: "/",
  });
  assert.throws(() => gateway.pay(path.split("/").at(-1) ?? ""));
  assert.equal(gateway.find("thing:9")?.status, "pending");
});

test("a cancelled checkout can be begun again; an amount must be positive", async () => {
  const { visitor, product } = testProduct([shop()]);
  const customer = visitor();
  const { path } = await customer.post("/buy");
  assert.equal((await customer.post(`${path}/cancel`)).path, "/help");
  assert.equal((await customer.get(path)).path, "/help");
  assert.equal((await customer.post("/buy")).path, path);
  const request = {
    reference: "thing:2",
    currency: "USD",
    description: "x",
    successPath: "/",
    cancelPath: "/",
  };
  await assert.rejects(product.payments.checkout({ ...request, amountCents: 0 }), RangeError);
  assert.equal((await customer.get("/test-payment/none")).status, 404);
});

test("every answer carries the headers that protect it; only /embed may be framed", async () => {
  const { visitor } = testProduct([]);
  for (const path of ["/", "/nowhere"]) {
    const { headers } = await visitor().get(path);
    assert.match(headers.get("content-security-policy") ?? "", /default-src 'self'.*frame-ancestors 'none'/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("x-frame-options"), "DENY");
  }
  const { headers } = await visitor().get("/embed/x");
  assert.match(headers.get("content-security-policy") ?? "", /frame-ancestors \*/);
  assert.equal(headers.get("x-frame-options"), null);
});

test("an error tells visitors nothing and its operator everything", async () => {
  const reported: unknown[] = [];
  const { product } = testProduct([shop()]);
  const app = createApp(product, { report: (error) => reported.push(error) });
  const response = await app.request("http://localhost:3000/broken");
  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /secret detail/);
  assert.match(String(reported[0]), /secret detail/);
});

test("sitemap, robots and structured data are well-formed, whatever the names are", async () => {
  const { visitor } = testProduct([shop()]);
  const map = (await visitor().get("/sitemap.xml")).text;
  assert.match(map, /\/thing\?a=1&#38;b=2</);
  assert.match((await visitor().get("/robots.txt")).text, /Sitemap: http:\/\/localhost:3000\/sitemap\.xml/);
  const { text } = await visitor().get("/");
  const data = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? "";
  assert.equal(JSON.parse(data).name, "Test & <Co>");
  assert.match(text, /Thing &lt;1&gt;/);
});

test("the owner signs in with the key, reads the outbox, and guessing is slowed down", async () => {
  const { visitor, product, owner } = testProduct([]);
  product.outbox.send({
    to: "a@example.com",
    subject: "Hello <b>",
    body: `See ${product.baseUrl}/help.\nand https://elsewhere.example`,
  });
  assert.equal(product.outbox.send({ to: "a@example.com", subject: "x", body: "x", onceKey: "k" }), true);
  assert.equal(product.outbox.send({ to: "a@example.com", subject: "x", body: "x", onceKey: "k" }), false);
  const { text } = await (await owner()).get("/owner/outbox");
  assert.match(text, /Hello &lt;b&gt;/);
  assert.match(text, /<a href="http:\/\/localhost:3000\/help">http:\/\/localhost:3000\/help<\/a>\./);
  assert.doesNotMatch(text, /<a href="https:\/\/elsewhere/);
  assert.equal((await visitor().get("/owner")).path, "/owner/sign-in");
  for (let at = 0; at < 9; at += 1) await visitor().post("/owner/sign-in", { key: "wrong" });
  assert.match((await visitor().post("/owner/sign-in", { key: OWNER_KEY })).text, /Too many attempts/);
});

test("every page leads the owner back to the owner's area, and others to its sign-in", async () => {
  const { visitor, owner } = testProduct([]);
  const seen = (await (await owner()).get("/help")).text;
  assert.match(seen, /<nav aria-label="Main">.*href="\/owner".*<\/nav>/s);
  assert.doesNotMatch(seen, /owner\/sign-in/);
  assert.match((await visitor().get("/help")).text, /href="\/owner\/sign-in"/);
});

test("due work is done for the owner who asks", async () => {
  let due = 2;
  const block: Block = { id: "work", routes: () => {}, jobs: [{ name: "x", run: () => due-- }] };
  const { owner, product } = testProduct([block]);
  assert.match((await (await owner()).post("/owner/run-jobs")).text, /Done: 2\./);
  assert.equal(await runJobs(product), 1);
});

test("a session ends by the clock; a cookie of somebody else's making is none", async () => {
  const { owner, clock, visitor } = testProduct([]);
  const me = await owner();
  clock.now += 15 * 86_400_000;
  assert.equal((await me.get("/owner")).path, "/owner/sign-in");
  const forged = await visitor().request("/owner", { headers: { cookie: "session=forged" } });
  assert.equal(forged.status, 302);
});

test("a body without end is refused", async () => {
  const { visitor } = testProduct([]);
  const response = await visitor().request("/owner/sign-in", {
    method: "POST",
    body: "x".repeat(3_000_000),
    headers: { origin: "http://localhost:3000", "content-length": "3000000" },
  });
  assert.equal(response.status, 413);
});

test("what is used is counted by day, without telling visitors apart", () => {
  const { product, clock } = testProduct([]);
  product.events.count("a");
  clock.now += 40 * 86_400_000;
  product.events.count("a");
  product.events.count("b");
  product.events.count("a");
  assert.deepEqual(
    product.events.totals(30).map((one) => ({ ...one })),
    [
      { name: "a", count: 2 },
      { name: "b", count: 1 },
    ],
  );
});

test("migrations are applied once, and new ones later", () => {
  const { product } = testProduct([]);
  const { db } = product;
  db.migrate("m", ["CREATE TABLE m_a (x INTEGER)"]);
  db.migrate("m", ["CREATE TABLE m_a (x INTEGER)", "ALTER TABLE m_a ADD COLUMN y INTEGER"]);
  db.run("INSERT INTO m_a VALUES (1, 2)");
  assert.throws(() =>
    db.transaction(() => {
      db.run("INSERT INTO m_a VALUES (3, 4)");
      throw new Error("undo");
    }),
  );
  assert.equal(db.count("SELECT count(*) FROM m_a"), 1);
});

test("form fields take what people type and refuse the rest", () => {
  const schema = z.object({
    price: field.price(),
    url: field.url(),
    line: field.line(5),
    kind: field.choice(["a", "b"]),
    count: field.whole(1, 9),
    box: field.ticked(),
  });
  const good = checkForm(
    { price: "12,5", url: "https://example.com/x", line: " ok ", kind: "a", count: "3", box: "on" },
    schema,
  );
  assert.deepEqual(good, {
    ok: true,
    data: { price: 1250, url: "https://example.com/x", line: "ok", kind: "a", count: 3, box: true },
  });
  const bad = checkForm(
    { price: "-1", url: "javascript:x", line: "too long", kind: "c", count: "1.5" },
    schema,
  );
  assert.deepEqual(bad.ok ? [] : Object.keys(bad.form.errors).sort(), [
    "count",
    "kind",
    "line",
    "price",
    "url",
  ]);
  for (const count of ["", " ", "0", "10", "1e1"]) {
    assert.equal(checkForm({ count }, z.object({ count: field.whole(1, 9) })).ok, false, `"${count}"`);
  }
});

test("a number that is not entered is not 0", () => {
  const schema = z.object({ count: field.whole(0, 9) });
  const said = ["", " ", "1.5", "1e3", "12", "-1"].map((count) => {
    const result = checkForm({ count }, schema);
    return result.ok ? result.data.count : result.form.errors.count;
  });
  assert.deepEqual(said, [
    "Please enter a number.",
    "Please enter a number.",
    "A whole number, please.",
    "A whole number, please.",
    "At most 9, please.",
    "At least 0, please.",
  ]);
  assert.deepEqual(checkForm({ count: " 0 " }, schema), { ok: true, data: { count: 0 } });
});

test("money, dates and tables are written as people read them", () => {
  assert.equal(formatMoney(1900), "$19");
  assert.equal(formatMoney(1250), "$12.50");
  assert.equal(formatDate(0), "1 Jan 1970");
  assert.equal(formatTime(0), "1 Jan 1970, 00:00 UTC");
  assert.equal(
    toCsv([
      ["a,b", 'say "x"', null, 5],
      ["=SUM(A1)", "-5", "line\nbreak", -5],
    ]),
    '"a,b","say ""x""",,5\r\n\'=SUM(A1),\'-5,"line\nbreak",-5\r\n',
  );
});

test("attempts come back when the window is over", () => {
  const clock = { now: 0 };
  const limit = new RateLimit({ max: 2, windowMs: 1_000, now: () => clock.now });
  assert.deepEqual(
    [limit.take("a"), limit.take("a"), limit.take("a"), limit.take("b")],
    [true, true, false, true],
  );
  assert.deepEqual(limit.attempt("a"), { allowed: false, remaining: 0, retryAfterSeconds: 1 });
  clock.now = 1_000;
  assert.equal(limit.take("a"), true);
});

test("passwords and signatures", async () => {
  const stored = await hashPassword("correct horse");
  assert.equal(await checkPassword("correct horse", stored), true);
  assert.equal(await checkPassword("correct horse ", stored), false);
  assert.equal(await checkPassword("x", "nonsense"), false);
  const { product } = testProduct([]);
  assert.notEqual(signature(product, "a"), signature(product, "b"));
  assert.equal(isCardNumber("4242 4242 4242 4241"), false);
});

test("labels of a chart stay within it, and all are there when they are few", () => {
  const points = ["2026-01", "2026-02", "2026-03"].map((label, value) => ({ label, value }));
  const drawn = String(<LineChart title="By month" points={points} />);
  assert.match(drawn, /<text x="-28" text-anchor="start"[^>]*>2026-01/);
  assert.match(drawn, /<text x="668" text-anchor="end"[^>]*>2026-03/);
  assert.ok(!drawn.includes('class="second"'));
  const many = Array.from({ length: 20 }, (_, value) => ({ label: String(value), value }));
  assert.ok(String(<LineChart title="Many" points={many} />).includes('class="second"'));
});

test("a product without features has no empty sections for them", async () => {
  const { text } = await testProduct([], { features: [] }).visitor().get("/");
  for (const part of ["What you get", "What it does", "See what it does"])
    assert.ok(!text.includes(part), part);
});
