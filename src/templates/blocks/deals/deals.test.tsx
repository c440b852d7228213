import assert from "node:assert/strict";
import { test } from "node:test";
import { runJobs } from "../../kit/jobs.ts";
import { testProduct, type Visitor } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as listings } from "../listings/index.ts";
import { block as sellers } from "../sellers/index.ts";
import { block } from "./index.ts";
import { split } from "./model.ts";
import { balanceOf, commission } from "./money.ts";

const person = (name: string) => ({ name, email: `${name}@example.com`, password: "a long enough password" });
const CARD = { name: "Bob", card: "4242 4242 4242 4242" };
const DAY = 86_400_000;

/** Ada sells piano lessons for 35.07; Bob may have ordered and paid one. */
async function market(order = true) {
  const shop = testProduct([accounts, sellers, listings, block]);
  const [ada, bob, eve] = [shop.visitor(), shop.visitor(), shop.visitor()] as [Visitor, Visitor, Visitor];
  for (const [who, name] of [
    [ada, "ada"],
    [bob, "bob"],
    [eve, "eve"],
  ] as const)
    await who.post("/sign-up", person(name));
  await ada.post("/sell", {
    name: "Ada",
    offer: "Lessons",
    about: "Patient.",
    place: "Graz",
    payout: "IBAN AT1",
  });
  await ada.post("/sell/listings", {
    ...{
      title: "Piano <lesson>",
      category: "Lessons",
      description: "An hour.",
      price: "35.07",
      place: "Graz",
    },
  });
  const paid = order
    ? await bob.post((await bob.post("/deals", { listing: "1", wish: "Monday?" })).path, CARD)
    : undefined;
  const mails = (to: string) => shop.product.outbox.list({ to: `${to}@example.com` }).map(({ body }) => body);
  return { ...shop, ada, bob, eve, paid, mails };
}

test("a price is split into shares that add up", () => {
  assert.deepEqual(split(3_507, 8), { seller_cents: 3_226, commission_cents: 281 });
  for (let price = 100; price < 2_000; price += 7) {
    for (const percent of [0, 2.5, 8, 33, 90]) {
      const { seller_cents, commission_cents } = split(price, percent);
      assert.equal(seller_cents + commission_cents, price);
      assert.ok(Number.isInteger(commission_cents) && commission_cents >= 0 && seller_cents > 0);
    }
  }
});

test("the split is shown before the order, and visitors are asked to sign in", async () => {
  const { visitor, bob } = await market(false);
  const page = await visitor().get("/listings/1");
  assert.match(page.text, /\$32\.26/);
  assert.match(page.text, /\$2\.81/);
  assert.match(page.text, /Sign in to order/);
  assert.match((await bob.get("/listings/1")).text, /Order for \$35\.07/);
  assert.equal((await visitor().post("/deals", { listing: "1" })).path, "/sign-in");
});

test("a deal goes from payment to the seller's balance, also over a restart", async () => {
  const { ada, bob, paid, mails, product, restart } = await market();
  assert.equal(paid?.path, "/deals/1");
  assert.match(paid?.text ?? "", /Paid, waiting for the seller/);
  assert.match(mails("ada").join(), /Please accept or decline/);
  assert.deepEqual(balanceOf(product, 1), { earned: 0, paidOut: 0, due: 0, held: 3_226 });
  await ada.post("/deals/1/accept");
  await ada.post("/deals/1/deliver");
  assert.match((await bob.post("/deals/1/confirm")).text, /It is done/);
  restart();
  assert.match((await ada.get("/sell/balance")).text, /\$32\.26/);
  assert.deepEqual(commission(product), { deals: 1, turnover: 3_507, earned: 281, held: 0 });
});

test("each side can do only what is theirs, in its time, once", async () => {
  const { ada, bob, eve, visitor } = await market();
  assert.equal((await bob.post("/deals/1/accept")).status, 404);
  assert.equal((await eve.get("/deals/1")).status, 404);
  assert.equal((await eve.post("/deals/1/messages", { text: "hi" })).status, 404);
  assert.equal((await visitor().get("/deals/1")).path, "/sign-in");
  assert.equal((await ada.post("/deals/1/deliver")).status, 409);
  await ada.post("/deals/1/accept");
  assert.equal((await ada.post("/deals/1/accept")).status, 409);
  assert.equal((await bob.post("/deals/1/withdraw")).status, 409);
  assert.equal((await ada.post("/deals/1/refund")).status, 404);
  assert.match((await ada.post("/deals", { listing: "1" })).text, /your own listing/);
  assert.equal((await bob.post("/deals", { listing: "9" })).status, 404);
});

test("a declined deal is paid back and earns nobody anything", async () => {
  const { ada, bob, product, mails } = await market();
  await ada.post("/deals/1/decline");
  assert.equal(product.payments.find("deal:1")?.status, "refunded");
  assert.match((await bob.get("/deals/1")).text, /\$35\.07 was paid back/);
  assert.match(mails("bob").join(), /the seller declined/);
  assert.deepEqual(balanceOf(product, 1), { earned: 0, paidOut: 0, due: 0, held: 0 });
});

test("who withdraws before paying owes nothing; a payment that comes later goes back", async () => {
  const { bob, product } = await market(false);
  const payment = await bob.post("/deals", { listing: "1" });
  await bob.post("/deals/1/withdraw");
  await bob.post(payment.path, CARD);
  await runJobs(product);
  assert.equal(product.payments.find("deal:1")?.status, "refunded");
  assert.match((await bob.get("/deals/1")).text, /Cancelled/);
});

test("a dispute is decided by the owner, either way", async () => {
  for (const [decision, state] of [
    ["refund", "Cancelled"],
    ["release", "Done"],
  ] as const) {
    const { ada, bob, owner, product } = await market();
    await ada.post("/deals/1/accept");
    assert.equal((await bob.post("/deals/1/dispute", { reason: "" })).status, 422);
    await bob.post("/deals/1/dispute", { reason: "Nobody <came>" });
    const boss = await owner();
    assert.match((await boss.get("/owner/deals")).text, /In dispute/);
    assert.match((await boss.get("/deals/1")).text, /Nobody &lt;came&gt;/);
    await boss.post(`/deals/1/${decision}`);
    assert.match((await bob.get("/deals/1")).text, new RegExp(state));
    assert.equal(balanceOf(product, 1).due, decision === "release" ? 3_226 : 0);
  }
});

test("without a word a delivered deal is confirmed after some days", async () => {
  const { ada, clock, product } = await market();
  await ada.post("/deals/1/accept");
  await ada.post("/deals/1/deliver");
  clock.now += 6 * DAY;
  assert.equal(await runJobs(product), 0);
  clock.now += DAY;
  assert.equal(await runJobs(product), 1);
  assert.equal(balanceOf(product, 1).due, 3_226);
});

test("buyer and seller write to each other, and are told", async () => {
  const { ada, bob, mails } = await market();
  assert.equal((await bob.post("/deals/1/messages", { text: " " })).status, 422);
  await bob.post("/deals/1/messages", { text: "Is <Monday> fine?" });
  const page = await ada.post("/deals/1/messages", { text: "Yes, at six." });
  assert.match(page.text, /Is &lt;Monday&gt; fine\?/);
  assert.match(mails("ada").join(), /Is <Monday> fine/);
  assert.match(mails("bob").join(), /Yes, at six/);
});

test("only a buyer whose deal is done reviews, once, and everybody sees it", async () => {
  const { ada, bob, visitor } = await market();
  const review = { stars: "4", review: "Patient & <clear>." };
  assert.equal((await bob.post("/deals/1/review", review)).status, 404);
  for (const step of ["accept", "deliver"]) await ada.post(`/deals/1/${step}`);
  await bob.post("/deals/1/confirm");
  assert.equal((await bob.post("/deals/1/review", { stars: "6", review: "" })).status, 422);
  assert.equal((await ada.post("/deals/1/review", review)).status, 404);
  await bob.post("/deals/1/review", review);
  assert.equal((await bob.post("/deals/1/review", review)).status, 409);
  for (const path of ["/sellers/1", "/listings/1"]) {
    assert.match((await visitor().get(path)).text, /4\.0 of 5 from 1 buyer/);
    assert.match((await visitor().get(path)).text, /Patient &amp; &lt;clear&gt;/);
  }
});

test("a payout is never more than what is owed", async () => {
  const { ada, bob, owner, product } = await market();
  for (const step of ["accept", "deliver"]) await ada.post(`/deals/1/${step}`);
  await bob.post("/deals/1/confirm");
  const boss = await owner();
  assert.match((await boss.get("/owner/deals")).text, /IBAN AT1/);
  assert.equal((await boss.post("/owner/payouts", { seller: "1", amount: "32.27" })).status, 422);
  await boss.post("/owner/payouts", { seller: "1", amount: "30", note: "January" });
  assert.equal((await boss.post("/owner/payouts", { seller: "1", amount: "3" })).status, 422);
  assert.deepEqual(balanceOf(product, 1), { earned: 3_226, paidOut: 3_000, due: 226, held: 0 });
  assert.match((await ada.get("/sell/balance")).text, /January/);
  assert.match(
    (await boss.get("/owner/deals/export.csv")).text,
    /confirmed,Piano <lesson>,35\.07,32\.26,2\.81,USD/,
  );
});

test("a later account does not inherit the deals of a deleted one", async () => {
  const { eve, visitor, bob } = await market();
  await eve.post("/account/delete", { confirm: "delete" });
  await bob.post("/account/delete", { confirm: "delete" });
  const mallory = visitor();
  await mallory.post("/sign-up", person("mallory"));
  assert.equal((await mallory.get("/deals/1")).status, 404);
});
