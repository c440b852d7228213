import assert from "node:assert/strict";
import { test } from "node:test";
import { runJobs } from "../../kit/jobs.ts";
import { type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as keys } from "../api-keys/index.ts";
import { block as billing } from "../billing/index.ts";
import { block as charts } from "../charts/index.ts";
import { block as ingest } from "../ingest/index.ts";
import { block as team } from "../team/index.ts";
import { block as views } from "../views/index.ts";
import { block } from "./index.ts";
import { figureOf, isBeyond } from "./watch.ts";

const ADA = { name: "Ada", email: "ada@example.com", password: "a long enough password" };
const ALERT = { view: "1", figure: "latest", direction: "above", threshold: "100" };

async function start(): Promise<{ running: TestProduct; ada: Visitor }> {
  const running = testProduct([accounts, billing, team, keys, ingest, charts, views, block]);
  const ada = running.visitor();
  await ada.post("/sign-up", ADA);
  await bring(ada, "2026-01-01,90");
  await ada.post("/views", { name: "Sales <day>", dataset: "1", query: "group=day&measure=sum:c1" });
  return { running, ada };
}

async function bring(visitor: Visitor, rows: string): Promise<void> {
  const { path } = await visitor.post("/data/upload", { name: "Sales", pasted: `day,n\n${rows}\n` });
  await visitor.post(`${path}/import`);
}

const mails = (running: TestProduct) =>
  running.product.outbox.list({ to: ADA.email }).filter(({ subject }) => subject.startsWith("Sales"));

test("each crossing is told once, also over a restart; back within, the next one is told again", async () => {
  const { running, ada } = await start();
  assert.match((await ada.post("/alerts", ALERT)).text, /Sales &lt;day&gt;: latest above 100/);
  assert.equal(await runJobs(running.product), 0);
  await bring(ada, "2026-01-02,120");
  assert.equal(await runJobs(running.product), 1);
  assert.equal(await runJobs(running.restart().product), 0);
  await bring(ada, "2026-01-03,130");
  assert.equal(await runJobs(running.product), 0);
  assert.match((await ada.get("/alerts")).text, /Crossed/);
  await bring(ada, "2026-01-04,5");
  await runJobs(running.product);
  assert.match((await ada.get("/alerts")).text, /Quiet/);
  await bring(ada, "2026-01-05,101");
  assert.equal(await runJobs(running.product), 1);
  assert.equal(mails(running).length, 2);
  assert.match(mails(running)[0]?.body ?? "", /is 101, above your threshold of 100/);
});

test("an alert on what is beyond already is told at once", async () => {
  const { running, ada } = await start();
  await ada.post("/alerts", { ...ALERT, figure: "total", direction: "below", threshold: "90,5" });
  assert.equal(mails(running).length, 1);
  assert.match(mails(running)[0]?.subject ?? "", /is below 90.5/);
});

test("what makes no sense is refused at its field", async () => {
  const { ada } = await start();
  await ada.post("/views", { name: "By n", dataset: "1", query: "group=c1" });
  assert.match((await ada.post("/alerts", { ...ALERT, view: "2" })).text, /does not go along time/);
  for (const change of [
    { view: "9" },
    { view: "x" },
    { figure: "best" },
    { direction: "beside" },
    { threshold: "a lot" },
  ]) {
    const answer = await ada.post("/alerts", { ...ALERT, ...change });
    assert.equal(answer.status, 422, JSON.stringify(change));
    assert.match(answer.text, /class="error"/);
  }
});

test("alerts are one's own; they end with the view, and for whoever left the workspace", async () => {
  const { running, ada } = await start();
  await ada.post("/alerts", ALERT);
  const eve = running.visitor();
  assert.equal((await eve.get("/alerts")).path, "/sign-in");
  await eve.post("/sign-up", { ...ADA, email: "eve@example.com" });
  assert.equal((await eve.post("/alerts/1/delete")).status, 404);
  assert.equal((await eve.post("/alerts", ALERT)).status, 422);
  await ada.post("/team/invite", { email: "eve@example.com" });
  const invitation = running.product.outbox.list({ to: "eve@example.com" })[0]?.body ?? "";
  await eve.post(/\/team\/join\/[\w-]+/.exec(invitation)?.[0] ?? "");
  assert.equal((await eve.post("/alerts", ALERT)).status, 200);
  await ada.post("/team/remove", { id: "2" });
  await bring(ada, "2026-01-02,120");
  assert.equal(await runJobs(running.product), 1);
  assert.equal(mails(running).length, 1);
  await ada.post("/views/1/delete");
  assert.equal(running.product.db.count("SELECT count(*) FROM alerts_alerts"), 0);
});

test("an alert is deleted", async () => {
  const { ada } = await start();
  await ada.post("/alerts", ALERT);
  assert.match((await ada.post("/alerts/1/delete")).text, /No alerts yet/);
});

test("on the threshold is not beyond it; no rows are no figure", () => {
  const alert = { figure: "latest", direction: "below", threshold: 5 } as const;
  assert.deepEqual(
    [4.9, 5, 5.1].map((value) => isBeyond(alert, value)),
    [true, false, false],
  );
  assert.equal(figureOf(alert, { points: [], whole: 3, rows: 0, cut: 0 }), null);
});
