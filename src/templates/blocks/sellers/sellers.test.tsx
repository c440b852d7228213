import assert from "node:assert/strict";
import { test } from "node:test";
import { testProduct } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block } from "./index.ts";

const ADA = { name: "Ada", email: "ada@example.com", password: "a long enough password" };
const PROFILE = {
  ...{ name: "Ada <b>", offer: "Piano lessons", about: "Twenty years.\n\nPatient.", place: "Graz" },
  payout: "IBAN at the end of the month",
};
async function market(approval = false) {
  const product = testProduct([accounts, block], { settings: { sellers: { approval } } });
  const ada = product.visitor();
  await ada.post("/sign-up", ADA);
  return { ...product, ada };
}

test("a person becomes a seller and has a public page, also after a restart", async () => {
  const { ada, visitor, restart } = await market();
  assert.match((await visitor().get("/sell")).text, /Create an account/);
  const area = await ada.post("/sell", { ...PROFILE, remote: "on" });
  assert.match(area.text, /Your seller.*s area/);
  for (const one of [visitor(), restart().visitor()]) {
    const page = await one.get("/sellers/1");
    assert.match(page.text, /<h1>Ada &lt;b&gt;<\/h1>/);
    assert.match(page.text, /Graz, and at a distance/);
    assert.doesNotMatch(page.text, /IBAN/);
  }
  assert.match((await ada.get("/sell")).text, /name="remote" checked/);
  await ada.post("/sell", { ...PROFILE, place: "" });
  assert.match((await visitor().get("/sellers/1")).text, /Place to be agreed/);
});

test("with approval a seller is shown only after the owner said yes, and is told", async () => {
  const { ada, visitor, owner, product } = await market(true);
  await ada.post("/sell", PROFILE);
  assert.equal((await visitor().get("/sellers/1")).status, 404);
  assert.equal((await ada.get("/sellers/1")).status, 200);
  const boss = await owner();
  assert.match((await boss.get("/owner/sellers")).text, /IBAN at the end/);
  await boss.post("/owner/sellers/1/approve");
  assert.equal((await visitor().get("/sellers/1")).status, 200);
  assert.match(product.outbox.list({ to: ADA.email })[0]?.body ?? "", /you can sell now/);
  await boss.post("/owner/sellers/1/refuse");
  assert.equal((await visitor().get("/sellers/1")).status, 404);
  assert.match((await ada.post("/sell", PROFILE)).text, /Waiting for approval/);
});

test("what is missing is said; strangers can't become sellers or decide", async () => {
  const { ada, visitor, product } = await market();
  const answer = await ada.post("/sell", { name: "", offer: "x" });
  assert.equal(answer.status, 422);
  assert.match(answer.text, /id="about-error"/);
  assert.equal(product.db.count("SELECT count(*) FROM sellers_sellers"), 0);
  assert.equal((await visitor().post("/sell", PROFILE)).path, "/sign-in");
  assert.equal((await ada.post("/owner/sellers/1/approve")).path, "/owner/sign-in");
  assert.equal((await visitor().get("/sellers/9")).status, 404);
});
