import assert from "node:assert/strict";
import { test } from "node:test";
import { createApp } from "./app.tsx";
import type { Block } from "./block.ts";
import { remoteAddress } from "./index.ts";
import { testProduct } from "./testing.ts";

const seen: string[] = [];
const block: Block = {
  id: "probe",
  hero: (_product, c) => <p>Hero for {c.req.query("from") ?? "nobody"}</p>,
  feeds: () => [{ href: "/probe.xml", title: "Probe & feed" }],
  privacy: () => [{ title: "Probing", text: "We keep <nothing>." }],
  onResponse: (c) => seen.push(`${c.res.status} ${c.req.path} ${remoteAddress(c)}`),
  routes: (app) => {
    app.get("/embed/probe", (c) => c.html("<p>framed</p>"));
  },
};

test("a block takes the hero's place, names its feed and says what it keeps", async () => {
  const visitor = testProduct([block]).visitor();
  const home = await visitor.get("/?from=%3Cb%3E");
  assert.match(home.text, /Hero for &lt;b&gt;/);
  assert.ok(!home.text.includes("See what it does"));
  assert.match(home.text, /rel="alternate" type="application\/rss\+xml" href="\/probe.xml"/);
  assert.match((await visitor.get("/privacy")).text, /We keep &lt;nothing&gt;\./);
});

test("a block is told of every answer, with the address the request came from", async () => {
  const { visitor } = testProduct([block]);
  seen.length = 0;
  await visitor().request("/help", { headers: { "x-forwarded-for": "6.6.6.6, 10.0.0.7" } });
  await visitor().request("/nowhere");
  assert.deepEqual(seen, ["200 /help 10.0.0.7", "404 /nowhere 127.0.0.1"]);
});

test("a block that fails afterwards is reported and spoils no answer", async () => {
  const fails: Block = {
    ...block,
    onResponse() {
      throw new Error("after the answer");
    },
  };
  const reported: unknown[] = [];
  const app = createApp(testProduct([fails]).product, { report: (error) => reported.push(error) });
  assert.equal((await app.request("http://localhost:3000/help")).status, 200);
  assert.match(String(reported), /after the answer/);
});

test("a message is kept with its page and headers, and shown under a policy of its own", async () => {
  const { product, owner, visitor, restart } = testProduct([block]);
  const mail = { to: "a@example.com", subject: "Hi", body: "Text", html: "<p>Page</p>", onceKey: "hi" };
  assert.equal(product.outbox.send({ ...mail, headers: { "List-Unsubscribe": "<x>" } }), true);
  assert.equal(product.outbox.send(mail), false);
  product.outbox.send({ to: "a@example.com", subject: "Plain", body: "Text" });
  const [plain, rich] = restart().product.outbox.list();
  assert.equal(plain?.html, undefined);
  assert.deepEqual(rich?.headers, { "List-Unsubscribe": "<x>" });
  const reader = await owner();
  assert.match((await reader.get("/owner/outbox")).text, /href="\/owner\/outbox\/1"/);
  const shown = await reader.get("/owner/outbox/1");
  assert.equal(shown.text, "<p>Page</p>");
  assert.match(shown.headers.get("content-security-policy") ?? "", /default-src 'none'.*sandbox/);
  assert.equal((await reader.get("/owner/outbox/2")).status, 404);
  assert.equal((await visitor().get("/owner/outbox/1")).path, "/owner/sign-in");
});

test("only what is to be embedded may be framed", async () => {
  const visitor = testProduct([block]).visitor();
  const framed = await visitor.get("/embed/probe");
  assert.match(framed.headers.get("content-security-policy") ?? "", /frame-ancestors \*/);
  assert.equal(framed.headers.get("x-frame-options"), null);
  const page = await visitor.get("/help");
  assert.match(page.headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
  assert.equal(page.headers.get("x-frame-options"), "DENY");
});
