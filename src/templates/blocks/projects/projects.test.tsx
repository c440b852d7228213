import assert from "node:assert/strict";
import { test } from "node:test";
import { runJobs } from "../../kit/jobs.ts";
import { type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as billing } from "../billing/index.ts";
import { block as team } from "../team/index.ts";
import { allowanceOf, block as usage } from "../usage/index.ts";
import { block } from "./index.ts";

const ADA = { name: "Ada", email: "ada@example.com", password: "a long enough password" };
const plans = [{ id: "free", name: "Free", price_cents: 0, limits: { projects: 2, actions_per_month: 6 } }];

function start(settings: Record<string, Record<string, unknown>> = {}): TestProduct {
  return testProduct([accounts, block, usage, team, billing], {
    settings: { billing: { plans }, ...settings },
  });
}

async function signUp(running: TestProduct, change: Partial<typeof ADA> = {}): Promise<Visitor> {
  const visitor = running.visitor();
  await visitor.post("/sign-up", { ...ADA, ...change });
  return visitor;
}

test("a project and its tasks are added, completed, reopened and deleted, also after a restart", async () => {
  const running = start();
  const ada = await signUp(running);
  const page = await ada.post("/projects", { name: "Move <house>", note: "By spring." });
  assert.equal(page.path, "/projects/1");
  assert.match(page.text, /Move &lt;house&gt;/);
  await ada.post("/projects/1/entries", { title: "Pack books", due: "2026-01-20" });
  assert.match((await ada.post("/projects/1/entries/1/toggle")).text, /Everything is done/);
  assert.match((await ada.post("/projects/1/entries/1/toggle")).text, /Open \(1\)/);
  const later = running.restart().visitor();
  await later.post("/sign-in", ADA);
  assert.match((await later.get("/projects")).text, /20 Jan 2026/);
  assert.match((await later.post("/projects/1/edit", { name: "Moved", note: "" })).text, /Moved/);
  await later.post("/projects/1/entries/1/delete");
  assert.match((await later.post("/projects/1/delete")).text, /No projects yet/);
  assert.equal(running.product.db.count("SELECT count(*) FROM projects_projects"), 0);
});

test("every change is usage and in the history", async () => {
  const running = start();
  const ada = await signUp(running);
  await ada.post("/projects", { name: "One" });
  await ada.post("/projects/1/entries", { title: "Call" });
  await ada.post("/projects/1/entries/1/toggle");
  assert.equal(allowanceOf(running.product, 1).used, 3);
  const history = (await ada.get("/usage/history")).text;
  for (const text of ["Added a project: One", "Added a task: Call", "Completed a task: Call"]) {
    assert.ok(history.includes(text), text);
  }
});

test("the plan's limits hold, and what stands can still be finished", async () => {
  const running = start();
  const ada = await signUp(running);
  await ada.post("/projects", { name: "One" });
  await ada.post("/projects", { name: "Two" });
  const third = await ada.post("/projects", { name: "Three" });
  assert.equal(third.status, 422);
  assert.match(third.text, /room for 2 projects/);
  for (let at = 0; at < 4; at += 1) await ada.post("/projects/1/entries", { title: `t${at}` });
  const more = await ada.post("/projects/1/entries", { title: "one more" });
  assert.equal(more.status, 422);
  assert.match(more.text, /6 actions of this month are used up/);
  assert.match(more.text, /value="one more"/);
  assert.match((await ada.post("/projects/1/entries/1/toggle")).text, /Done \(1\)/);
});

test("what is wrong is said at the field", async () => {
  const ada = await signUp(start());
  assert.equal((await ada.post("/projects", { name: " " })).status, 422);
  await ada.post("/projects", { name: "One" });
  const bad = await ada.post("/projects/1/entries", { title: "", due: "2026-02-30" });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /A day like/);
  assert.match(bad.text, /Please fill this in/);
  assert.equal((await ada.post("/projects/1/edit", { name: "" })).status, 422);
});

test("other people's projects do not exist for a stranger; a team works on the same", async () => {
  const running = start();
  const ada = await signUp(running);
  await ada.post("/projects", { name: "Secret" });
  await ada.post("/projects/1/entries", { title: "Hide" });
  const bob = await signUp(running, { email: "bob@example.com", name: "Bob" });
  const posts = ["/entries", "/edit", "/delete", "/entries/1/toggle", "/entries/1/delete"];
  assert.equal((await bob.get("/projects/1")).status, 404);
  for (const path of posts)
    assert.equal((await bob.post(`/projects/1${path}`, { title: "x" })).status, 404, path);
  assert.equal((await ada.post("/projects/1/entries/99/toggle")).status, 404);
  assert.equal((await running.visitor().get("/projects")).path, "/sign-in");
  await ada.post("/team/invite", { email: "bob@example.com" });
  const mail = running.product.outbox.list({ to: "bob@example.com" })[0]?.body ?? "";
  await bob.post(/\/team\/join\/[\w-]+/.exec(mail)?.[0] ?? "");
  await bob.post("/projects/1/entries", { title: "By Bob" });
  assert.match((await ada.get("/projects/1")).text, /By Bob/);
  assert.equal(allowanceOf(running.product, 1).used, 3);
});

test("people are reminded once a day of what is due, unless they don't want to be", async () => {
  const running = start();
  const ada = await signUp(running);
  await ada.post("/projects", { name: "One" });
  await ada.post("/projects/1/entries", { title: "Today", due: "2026-01-15" });
  await ada.post("/projects/1/entries", { title: "Tomorrow", due: "2026-01-16" });
  assert.equal(await runJobs(running.product), 1);
  assert.equal(await runJobs(running.product), 0);
  const [mail] = running.product.outbox.list({ to: ADA.email });
  assert.equal(mail?.subject, "1 task is due");
  assert.match(mail?.body ?? "", /- Today \(One\), due 2026-01-15/);
  running.clock.now += 86_400_000;
  assert.match((await ada.post("/projects/reminders")).text, /Reminders are off/);
  assert.equal(await runJobs(running.product), 0);
  await ada.post("/projects/reminders", { wanted: "on" });
  assert.equal(await runJobs(running.product), 1);
});

test("everything is exported, safely for spreadsheets", async () => {
  const ada = await signUp(start());
  await ada.post("/projects", { name: "One" });
  await ada.post("/projects/1/entries", { title: "=1+1" });
  const { text, headers } = await ada.get("/projects/export.csv");
  assert.match(headers.get("content-type") ?? "", /text\/csv/);
  assert.match(text, /^project,task,due,added,done\r\nOne,'=1\+1,,2026-01-15T12:00:00\.000Z,\r\n$/);
});

test("a business has its own words for it", async () => {
  const ada = await signUp(
    start({ projects: { project: "client", projects: "clients", entry: "invoice", entries: "invoices" } }),
  );
  assert.match((await ada.get("/projects")).text, /No clients yet/);
  assert.match((await ada.post("/projects", { name: "Acme" })).text, /Add an invoice/);
});
