import assert from "node:assert/strict";
import { test } from "node:test";
import { testProduct } from "../../kit/testing.ts";
import { block } from "./index.ts";

const ADA = { name: "Ada <b>", email: "Ada@Example.com", password: "a long enough password" };

test("a person signs up, is signed in, signs out and in again, also after a restart", async () => {
  const first = testProduct([block]);
  const visitor = first.visitor();
  const welcome = await visitor.post("/sign-up", ADA);
  assert.equal(welcome.path, "/account");
  assert.match(welcome.text, /Ada &lt;b&gt;/);
  assert.equal((await visitor.post("/sign-out")).path, "/");
  assert.equal((await visitor.get("/account")).path, "/sign-in");
  const later = first.restart().visitor();
  assert.equal((await later.post("/sign-in", ADA)).path, "/account");
  assert.deepEqual(
    first.product.outbox.list().map(({ to }) => to),
    ["ada@example.com"],
  );
});

test("the password is stored as a salted hash only", async () => {
  const { visitor, product } = testProduct([block]);
  await visitor().post("/sign-up", ADA);
  await visitor().post("/sign-up", { ...ADA, email: "other@example.com" });
  const rows = product.db.all<{ password: string }>("SELECT password FROM accounts_users");
  assert.equal(new Set(rows.map(({ password }) => password)).size, 2);
  for (const { password } of rows) assert.ok(!password.includes(ADA.password));
});

test("what is wrong is said, and nothing is kept", async () => {
  const { visitor, product } = testProduct([block]);
  const answer = await visitor().post("/sign-up", { name: "", email: "nobody", password: "short" });
  assert.equal(answer.status, 422);
  assert.match(answer.text, /name@example.com/);
  assert.match(answer.text, /At least 10 characters/);
  assert.ok(!answer.text.includes('value="short"'));
  assert.equal(product.db.count("SELECT count(*) FROM accounts_users"), 0);
});

test("an address has one account, a wrong password none", async () => {
  const { visitor } = testProduct([block]);
  await visitor().post("/sign-up", ADA);
  assert.equal((await visitor().post("/sign-up", ADA)).status, 422);
  assert.equal((await visitor().post("/sign-in", { ...ADA, password: "another password" })).status, 422);
  assert.equal((await visitor().post("/sign-in", { email: "who@example.com", password: "x" })).status, 422);
});

test("guessing is slowed down", async () => {
  const { visitor, clock } = testProduct([block]);
  await visitor().post("/sign-up", ADA);
  const guess = () => visitor().post("/sign-in", { ...ADA, password: "a wrong password" });
  for (let attempt = 0; attempt < 10; attempt += 1) assert.equal((await guess()).status, 422);
  assert.equal((await guess()).status, 429);
  clock.now += 61_000;
  assert.equal((await visitor().post("/sign-in", ADA)).path, "/account");
});

test("a form from another site is refused", async () => {
  const { visitor } = testProduct([block]);
  const response = await visitor().request("/sign-up", {
    method: "POST",
    body: new URLSearchParams(ADA).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://elsewhere.example" },
  });
  assert.equal(response.status, 403);
});

test("a new password ends other sessions; a deleted account is gone", async () => {
  const { visitor } = testProduct([block]);
  const [here, there] = [visitor(), visitor()];
  await here.post("/sign-up", ADA);
  await there.post("/sign-in", ADA);
  const password = "quite another password";
  await here.post("/account/password", { current: ADA.password, password });
  assert.equal((await there.get("/account")).path, "/sign-in");
  assert.equal((await here.get("/account")).status, 200);
  await here.post("/account/delete", { confirm: "delete" });
  assert.equal((await visitor().post("/sign-in", { ...ADA, password })).status, 422);
});

test("users are shown to the owner alone", async () => {
  const { visitor, owner } = testProduct([block]);
  const ada = visitor();
  await ada.post("/sign-up", ADA);
  assert.equal((await ada.get("/owner/users")).path, "/owner/sign-in");
  assert.match((await (await owner()).get("/owner/users")).text, /ada@example.com/);
});
