import assert from "node:assert/strict";
import { test } from "node:test";
import { runJobs } from "../../kit/jobs.ts";
import { testProduct } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as listings } from "../listings/index.ts";
import { block as sellers } from "../sellers/index.ts";
import { block } from "./index.ts";
import { rank, terms } from "./match.ts";

const person = (name: string) => ({ name, email: `${name}@example.com`, password: "a long enough password" });
const offer = (
  id: number,
  title: string,
  category: string,
  price_cents: number,
  place = "Graz",
  remote = 0,
) => ({
  ...{ id, title, category, price_cents, place, remote, description: `${title}, by the hour.` },
});
const OFFERS = [
  offer(1, "Piano lessons for beginners", "Lessons", 3_500),
  offer(2, "Violin lessons", "Lessons", 3_000, "Linz", 1),
  offer(3, "Piano tuning", "Making and repair", 7_000),
  offer(4, "Garden work", "Other", 2_000),
];
const WISH = {
  words: "I want to learn the piano as a beginner",
  category: "Lessons",
  max_cents: 4_000,
  place: "graz",
  remote: 0,
};

test("offers are ranked by words, category, price and place, with reasons", () => {
  const matches = rank(WISH, OFFERS, 1);
  assert.deepEqual(
    matches.map(({ offer }) => offer.id),
    [1, 2, 3],
  );
  assert.deepEqual(matches[0]?.reasons.slice(1), ["in Lessons", "within your budget", "in Graz"]);
  assert.match(matches[0]?.reasons[0] ?? "", /^mentions .*beginner/);
  assert.ok(matches[2]?.reasons.includes("75% over your budget"));
  assert.ok(matches[1]?.reasons.includes("in Linz, not graz"));
});

test("each side counts: a cheaper, nearer or better described offer is never ranked below its worse twin", () => {
  const base = OFFERS[0] ?? offer(1, "", "", 1);
  const worse = [
    { ...base, id: 9, price_cents: 4_400 },
    { ...base, id: 9, place: "Linz" },
    { ...base, id: 9, category: "Other" },
    { ...base, id: 9, title: "Lessons" },
  ];
  for (const twin of worse) assert.equal(rank(WISH, [twin, base], 1)[0]?.offer.id, 1);
});

test("what has nothing to do with the wish is no match, whatever its price and place", () => {
  assert.ok(!rank({ ...WISH, category: "" }, OFFERS, 1).some(({ offer }) => offer.id === 4));
  assert.ok(!rank({ ...WISH, max_cents: 3_499 }, OFFERS, 1).some(({ offer }) => offer.id === 3));
  assert.deepEqual(rank({ ...WISH, words: "!!" }, OFFERS, 101), []);
});

test("scores are whole numbers from 0 to 100, and a perfect match is 100", () => {
  const perfect = rank({ ...WISH, words: "piano lessons for beginners" }, OFFERS, 0)[0];
  assert.equal(perfect?.score, 100);
  assert.ok(terms("Lessons lesson").size === 1);
});

async function market() {
  const product = testProduct([accounts, sellers, listings, block]);
  const [ada, bob] = [product.visitor(), product.visitor()];
  await ada.post("/sign-up", person("ada"));
  await bob.post("/sign-up", person("bob"));
  await ada.post("/sell", { name: "Ada", offer: "Music", about: "Patient.", place: "Graz", payout: "IBAN" });
  const publish = (title: string, price = "35") =>
    ada.post("/sell/listings", { title, category: "Lessons", description: "An hour.", price, place: "Graz" });
  await publish("Piano <lessons>");
  return { ...product, ada, bob, publish };
}
const REQUEST = { words: "piano <lessons>", category: "Lessons", budget: "40", place: "Graz", notify: "on" };

test("a buyer writes a request and gets what fits, with reasons, also after a restart", async () => {
  const { bob, visitor, restart } = await market();
  assert.match((await visitor().get("/requests")).text, /Create an account/);
  const page = await bob.post("/requests", REQUEST);
  assert.equal(page.path, "/requests/1");
  assert.match(page.text, /<h1>piano &lt;lessons&gt;<\/h1>/);
  assert.match(page.text, /Fits 100%/);
  assert.match(page.text, /within your budget/);
  restart();
  assert.match((await bob.get("/requests")).text, /piano &lt;lessons&gt;/);
});

test("a saved request tells of each new match once; a muted or closed one of none", async () => {
  const { bob, publish, product } = await market();
  await bob.post("/requests", REQUEST);
  const mails = () =>
    product.outbox.list({ to: "bob@example.com" }).filter(({ subject }) => subject.includes("new for"));
  await runJobs(product);
  assert.equal(mails().length, 0);
  await publish("Piano lessons at home");
  await publish("Harp tuning", "900");
  assert.equal(await runJobs(product), 1);
  assert.equal(await runJobs(product), 0);
  assert.match(mails()[0]?.body ?? "", /Piano lessons at home \(mentions/);
  assert.doesNotMatch(mails()[0]?.body ?? "", /Harp/);
  await bob.post("/requests/1/mute");
  await publish("Piano lessons online");
  await runJobs(product);
  await bob.post("/requests/1/notify");
  await bob.post("/requests/1/close");
  await publish("Piano lessons by night");
  await runJobs(product);
  assert.equal(mails().length, 1);
});

test("nobody is matched with what they sell, and nobody sees the requests of others", async () => {
  const { ada, bob, visitor, owner } = await market();
  assert.match((await ada.post("/requests", REQUEST)).text, /Nothing fits yet/);
  assert.equal((await bob.get("/requests/1")).status, 404);
  assert.equal((await bob.post("/requests/1/close")).status, 404);
  assert.equal((await visitor().post("/requests", REQUEST)).path, "/sign-in");
  assert.match((await (await owner()).get("/owner/requests")).text, /piano &lt;lessons&gt;/);
});

test("wrong input is said and nothing is kept", async () => {
  const { bob, product } = await market();
  const answer = await bob.post("/requests", { words: "", category: "Nonsense", budget: "cheap" });
  assert.equal(answer.status, 422);
  for (const name of ["words", "category", "budget"])
    assert.match(answer.text, new RegExp(`id="${name}-error"`));
  assert.equal(product.db.count("SELECT count(*) FROM matchmaking_requests"), 0);
});
