import assert from "node:assert/strict";
import { test } from "node:test";
import type { RecordsModule } from "../../kit/index.ts";
import { testProduct } from "../../kit/testing.ts";
import { block } from "./index.ts";

const REPAIRS: RecordsModule = {
  slug: "repair-requests",
  title: "Repair requests",
  feature: "Repair requests with <photos>",
  singular: "Repair request",
  fields: [
    { name: "name", label: "Your name", kind: "text", required: true, choices: [] },
    { name: "email", label: "E-mail", kind: "email", required: true, choices: [] },
    { name: "budget", label: "Budget", kind: "number", required: false, choices: [] },
    { name: "day", label: "Wanted by", kind: "date", required: false, choices: [] },
    { name: "urgency", label: "Urgency", kind: "choice", required: true, choices: ["Low", "High"] },
    { name: "consent", label: "You may call me", kind: "yes_no", required: false, choices: [] },
    { name: "details", label: "Details", kind: "prose", required: false, choices: [] },
  ],
};
const REQUEST = {
  name: "=Ada <script>",
  email: "ada@example.com",
  budget: "12,5",
  day: "2026-02-28",
  urgency: "High",
  consent: "on",
  details: "The left pedal.\n\nIt squeaks.",
};
const start = () => testProduct([block], { modules: [REPAIRS] });

test("what a visitor sends reaches the owner, also after a restart", async () => {
  const first = start();
  const sent = await first.visitor().post("/m/repair-requests", REQUEST);
  assert.equal(sent.path, "/m/repair-requests/thanks");
  const owner = await first.restart().owner();
  const list = await owner.get("/owner/m/repair-requests");
  assert.match(list.text, /=Ada &lt;script&gt;/);
  const page = await owner.get("/owner/m/repair-requests/1");
  for (const text of ["12.5", "2026-02-28", "High", "yes", "It squeaks."])
    assert.ok(page.text.includes(text), text);
});

test("each field says what is wrong, what was typed stays, nothing is stored", async () => {
  const { visitor, product } = start();
  const bad = { ...REQUEST, name: "", email: "x", budget: "much", day: "2026-02-30", urgency: "Medium" };
  const answer = await visitor().post("/m/repair-requests", bad);
  assert.equal(answer.status, 422);
  for (const message of [
    "Please fill this in",
    "name@example.com",
    "A number like",
    "no such day",
    "one of the list",
  ]) {
    assert.ok(answer.text.includes(message), message);
  }
  assert.match(answer.text, /value="much"/);
  assert.equal(product.db.count("SELECT count(*) FROM records_records"), 0);
});

test("optional fields may be empty", async () => {
  const { visitor, product } = start();
  const { name, email, urgency } = REQUEST;
  await visitor().post("/m/repair-requests", { name, email, urgency, budget: "", day: "", details: "" });
  const row = product.db.get<{ fields: string }>("SELECT fields FROM records_records");
  assert.equal(JSON.parse(row?.fields ?? "{}").consent, "no");
});

test("the owner searches, edits, exports and deletes", async () => {
  const { owner, visitor } = start();
  await visitor().post("/m/repair-requests", REQUEST);
  await visitor().post("/m/repair-requests", { ...REQUEST, name: "Grace" });
  const me = await owner();
  assert.match((await me.get("/owner/m/repair-requests?q=GRACE")).text, /1 record</);
  assert.match((await me.get("/owner/m/repair-requests?q=100%25")).text, /0 records/);
  const csv = (await me.get("/owner/m/repair-requests/export.csv")).text;
  assert.match(csv, /'=Ada <script>/);
  assert.equal(
    (await me.post("/owner/m/repair-requests/1/edit", { ...REQUEST, urgency: "None" })).status,
    422,
  );
  assert.match((await me.post("/owner/m/repair-requests/1/edit", { ...REQUEST, name: "Mary" })).text, /Mary/);
  assert.match((await me.get("/owner/m/repair-requests/1/edit")).text, /checked/);
  await me.post("/owner/m/repair-requests/1/delete");
  assert.equal((await me.get("/owner/m/repair-requests/1")).status, 404);
  assert.equal((await me.post("/owner/m/repair-requests/1/delete")).status, 404);
});

test("a long list has pages", async () => {
  const { owner, product } = start();
  for (let at = 1; at <= 60; at += 1) {
    product.db.run(
      "INSERT INTO records_records (module, fields, created_at, updated_at) VALUES ('repair-requests', ?, 0, 0)",
      JSON.stringify({ name: `n${at}` }),
    );
  }
  const me = await owner();
  assert.match((await me.get("/owner/m/repair-requests")).text, /Page 1 of 3/);
  assert.match((await me.get("/owner/m/repair-requests?page=3")).text, />n10</);
  assert.equal((await me.get("/owner/m/repair-requests?page=-4")).status, 200);
});

test("records are for the owner alone", async () => {
  const { visitor } = start();
  await visitor().post("/m/repair-requests", REQUEST);
  for (const path of ["", "/1", "/1/edit", "/export.csv"]) {
    assert.equal((await visitor().get(`/owner/m/repair-requests${path}`)).path, "/owner/sign-in");
  }
  assert.equal((await visitor().post("/owner/m/repair-requests/1/delete")).path, "/owner/sign-in");
});

test("a flood is slowed down", async () => {
  const { visitor } = start();
  for (let at = 0; at < 30; at += 1) await visitor().post("/m/repair-requests", REQUEST);
  assert.equal((await visitor().post("/m/repair-requests", REQUEST)).status, 429);
});
