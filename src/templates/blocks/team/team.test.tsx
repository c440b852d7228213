import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block as accounts, userById } from "../accounts/index.ts";
import { block as billing } from "../billing/index.ts";
import { block, workspaceOf } from "./index.ts";

const ADA = { name: "Ada <b>", email: "ada@example.com", password: "a long enough password" };
const BOB = { ...ADA, name: "Bob", email: "bob@example.com" };
const plans = [{ id: "free", name: "Free", price_cents: 0, limits: { members: 3 } }];
const start = () => testProduct([accounts, billing, block], { settings: { billing: { plans } } });

async function signUp(running: TestProduct, who: typeof ADA): Promise<Visitor> {
  const visitor = running.visitor();
  await visitor.post("/sign-up", who);
  return visitor;
}

/** The latest link sent to somebody. */
function link(running: TestProduct, to: string): string {
  const bodies = running.product.outbox.list({ to }).map(({ body }) => body);
  return /\/team\/join\/[\w-]+/.exec(bodies.join("\n"))?.[0] ?? "/no-link";
}

async function together() {
  const running = start();
  const ada = await signUp(running, ADA);
  await ada.post("/team/invite", { email: BOB.email });
  const invitation = link(running, BOB.email);
  const bob = await signUp(running, BOB);
  await bob.post(invitation);
  return { running, ada, bob, invitation };
}

test("an invitation by e-mail lets one person into the workspace, also after a restart", async () => {
  const { running, ada, bob, invitation } = await together();
  const { product } = running.restart();
  const shared = [1, 2].map((id) => workspaceOf(product, userById(product, id) ?? assert.fail()).id);
  assert.equal(shared[0], shared[1]);
  assert.match((await ada.get("/team")).text, /bob@example.com/);
  assert.match((await bob.get("/team")).text, /Workspace of Ada &lt;b&gt;/);
  const eve = await signUp(running, { ...BOB, email: "eve@example.com" });
  assert.equal((await eve.post(invitation)).status, 404);
  assert.match((await eve.get(invitation)).text, /invitation is not open/);
});

test("the link asks strangers to sign up first, and opens again then", async () => {
  const running = start();
  const ada = await signUp(running, ADA);
  await ada.post("/team/invite", { email: BOB.email });
  const visitor = running.visitor();
  assert.match((await visitor.get(link(running, BOB.email))).text, /First create an account/);
  assert.equal((await visitor.post(link(running, BOB.email))).path, "/sign-in");
  await visitor.post("/sign-up", BOB);
  assert.match((await visitor.get(link(running, BOB.email))).text, /You join as Bob/);
});

test("only a hash of the link is kept; it ends after a week, when withdrawn, and when a newer one is sent", async () => {
  const running = start();
  const ada = await signUp(running, ADA);
  await ada.post("/team/invite", { email: BOB.email });
  const old = link(running, BOB.email);
  const stored = JSON.stringify(running.product.db.all("SELECT * FROM team_invitations"));
  assert.ok(!stored.includes(old.split("/").at(-1) ?? "?"));
  await ada.post("/team/invite", { email: BOB.email });
  assert.match((await ada.get(old)).text, /invitation is not open/);
  const newer = link(running, BOB.email);
  assert.match((await ada.get(newer)).text, /You join as/);
  running.clock.now += 8 * 86_400_000;
  assert.match((await ada.get(newer)).text, /invitation is not open/);
  await ada.post("/team/invite", { email: BOB.email });
  const id = running.product.db.count("SELECT max(id) FROM team_invitations");
  await ada.post("/team/withdraw", { id: String(id) });
  assert.match((await ada.get(link(running, BOB.email))).text, /invitation is not open/);
});

test("the plan's room for people is kept to, open invitations counted", async () => {
  const { ada } = await together();
  assert.equal((await ada.post("/team/invite", { email: "c@example.com" })).path, "/team");
  const full = await ada.post("/team/invite", { email: "d@example.com" });
  assert.equal(full.status, 422);
  assert.match(full.text, /room for 3 people/);
  assert.equal((await ada.post("/team/invite", { email: BOB.email })).status, 422);
  assert.equal((await ada.post("/team/invite", { email: "nobody" })).status, 422);
});

test("members switch, leave and are removed; what they may not do is not there for them", async () => {
  const { ada, bob, running } = await together();
  for (const [path, fields] of [
    ["/team/invite", { email: "x@example.com" }],
    ["/team/rename", { name: "Mine" }],
    ["/team/remove", { id: "1" }],
    ["/team/switch", { id: "99" }],
    ["/team/withdraw", { id: "1" }],
  ] as const) {
    assert.equal((await bob.post(path, fields)).status, 404, path);
  }
  const own = running.product.db.count("SELECT id FROM team_workspaces WHERE owner_id = 2");
  assert.match((await bob.post("/team/switch", { id: String(own) })).text, /Workspace of Bob/);
  await bob.post("/team/switch", { id: "1" });
  assert.match((await bob.post("/team/remove", { id: "2" })).text, /You left/);
  assert.ok(!(await ada.get("/team")).text.includes("bob@example.com"));
  assert.equal((await ada.post("/team/remove", { id: "1" })).status, 404);
  assert.equal((await ada.post("/team/remove", { id: "x" })).status, 404);
});

test("a workspace is renamed by its owner", async () => {
  const { ada } = await together();
  assert.equal((await ada.post("/team/rename", { name: "" })).status, 422);
  assert.match((await ada.post("/team/rename", { name: "R&D" })).text, /R&amp;D/);
});

test("strangers are asked to sign in", async () => {
  assert.equal((await start().visitor().get("/team")).path, "/sign-in");
});
