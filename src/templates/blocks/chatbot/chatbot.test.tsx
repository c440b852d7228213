import assert from "node:assert/strict";
import { test } from "node:test";
import { testProduct } from "../../kit/testing.ts";
import { Classifier, crossValidate, type Example } from "./classifier.ts";
import { addExample, block, listIntents, read } from "./index.ts";
import { quality } from "./store.ts";
import { wordsOf } from "./words.ts";

const [HOURS, PRICE, RETURNS] = [1, 2, 3];
const EXAMPLES: readonly Example[] = [
  ...["when are you open", "what are your opening hours", "are you open on sunday", "when do you close"],
  ...["opening times please", "until when are you open today"],
]
  .map((text) => ({ text, intent: HOURS }))
  .concat(
    [
      "how much does it cost",
      "what is the price",
      "is it expensive",
      "price list please",
      "what do you charge",
      "how much is it",
    ].map((text) => ({ text, intent: PRICE })),
    [
      "can I return it",
      "how do returns work",
      "I want to send it back",
      "return policy",
      "can I get my money back",
      "send back a parcel",
    ].map((text) => ({ text, intent: RETURNS })),
  );

test("the classifier finds the intent of questions it has not seen, also with a typing error", () => {
  const model = new Classifier(EXAMPLES);
  const cases = [
    ["are you open on monday?", HOURS],
    ["What does it COST", PRICE],
    ["how can i return something", RETURNS],
    ["opning hours", HOURS],
    ["whats the prise", PRICE],
  ] as const;
  for (const [text, intent] of cases) assert.equal(model.guess(text)[0]?.intent, intent, text);
});

test("confidences are probabilities at most, high for what is known and low for what is not", () => {
  const model = new Classifier(EXAMPLES);
  for (const text of ["when are you open", "price", "zzz", "the the the", ""]) {
    const whole = model.guess(text).reduce((sum, { confidence }) => sum + confidence, 0);
    assert.ok(whole >= 0 && whole <= 1 + 1e-9);
  }
  const sure = model.guess("what are your opening hours")[0]?.confidence ?? 0;
  const unsure = model.guess("does your dog like thunderstorms")[0]?.confidence ?? 0;
  assert.ok(sure > 0.7, `${sure}`);
  assert.ok(unsure < 0.45, `${unsure}`);
  assert.deepEqual(model.guess("漢字"), []);
  assert.deepEqual(new Classifier([]).guess("hello"), []);
});

test("the same examples give the same model", () => {
  const guess = () => new Classifier(EXAMPLES).guess("how much for a return");
  assert.deepEqual(guess(), guess());
});

test("it is better on held-back examples than always saying the commonest intent", () => {
  const { examples, right, wrong, unsure } = crossValidate(EXAMPLES, 0.3);
  assert.equal(right + wrong + unsure, examples);
  assert.equal(examples, 18);
  assert.ok(right > 6 && right > 2 * wrong, `${right} right, ${wrong} wrong, ${unsure} unsure`);
});

test("it starts with its settings and the questions of the business, once, and knows them after a restart", async () => {
  const first = testProduct([block]);
  assert.equal(read(first.product, "is it tested").intent?.answer, "Yes.");
  assert.match(read(first.product, "hello").intent?.answer ?? "", /Test & <Co>/);
  assert.equal(read(first.product, "quantum chromodynamics").intent, undefined);
  const again = first.restart();
  assert.equal(read(again.product, "thanks").intent?.name, "Thanks");
  assert.equal(again.product.db.count("SELECT count(*) FROM chatbot_intents"), 7);
});

test("the owner makes, changes and removes intents, and the bot learns at once", async () => {
  const { owner, visitor, product } = testProduct([block]);
  const boss = await owner();
  const draft = {
    name: "Dogs <b>",
    answer: "Dogs are welcome.",
    examples: "can I bring my dog\nare dogs allowed\n\nis my puppy welcome",
  };
  assert.equal((await visitor().post("/owner/intents", draft)).path, "/owner/sign-in");
  assert.match((await boss.post("/owner/intents", draft)).text, /Dogs &lt;b&gt;/);
  assert.equal(read(product, "may I bring my dog").intent?.answer, "Dogs are welcome.");
  assert.match((await boss.get("/owner/intents?try=are+dogs+allowed")).text, /badge good">Dogs &lt;b&gt;/);
  await boss.post("/owner/intents/8", { ...draft, answer: "Only small dogs." });
  assert.equal(read(product, "are dogs allowed").intent?.answer, "Only small dogs.");
  await boss.post("/owner/intents/8/delete");
  assert.equal(read(product, "are dogs allowed").intent, undefined);
  assert.equal((await boss.get("/owner/intents/8")).status, 404);
});

test("wrong input is said; the report counts every example", async () => {
  const { owner, product } = testProduct([block]);
  const boss = await owner();
  const wrong = await boss.post("/owner/intents", { name: "", answer: "", examples: "x".repeat(301) });
  assert.equal(wrong.status, 422);
  for (const name of ["name", "answer", "examples"])
    assert.match(wrong.text, new RegExp(`id="${name}-error"`));
  const count = product.db.count("SELECT count(*) FROM chatbot_examples");
  assert.match((await boss.get("/owner/intents")).text, new RegExp(`Measured on ${count} examples`));
});

test("with nothing but a short FAQ it is right far more often than wrong, and keeps quiet on other topics", () => {
  const faq = [
    ...["Do I have to pay to start?", "Can I cancel at any time?", "Where is my data stored?"],
    ...["How long does delivery take?", "Which payment methods do you accept?", "Is there a phone app?"],
  ].map((question) => ({ question, answer: question }));
  const { product } = testProduct([block], { faq });
  const asked = [
    ...(["how do I cancel", "i want to stop my subscription, cancel it"] as const).map(
      (text) => [text, 1] as const,
    ),
    ...(["do you have an app", "app for my phone?"] as const).map((text) => [text, 5] as const),
    ...(["when will my delivery arrive", "how long until it is delivered"] as const).map(
      (text) => [text, 3] as const,
    ),
    ...(["what payment methods are there", "payment methods?"] as const).map((text) => [text, 4] as const),
    ...(["where do you store data", "is my data safe, where is it kept"] as const).map(
      (text) => [text, 2] as const,
    ),
  ];
  const answers = asked.map(([text, at]) => [read(product, text).intent?.answer, faq[at]?.answer] as const);
  const right = answers.filter(([given, wanted]) => given === wanted).length;
  const wrong = answers.filter(([given, wanted]) => given !== undefined && given !== wanted).length;
  assert.ok(right >= 6 && wrong === 0, `${right} right, ${wrong} wrong of ${answers.length}`);
  for (const text of [
    "do you like football",
    "what is the weather in paris",
    "my cat is ill",
    "are you a robot",
  ]) {
    assert.equal(read(product, text).intent, undefined, text);
  }
});

test("forms of a word, short forms and the name of the business tell nothing apart", () => {
  const stems = (text: string) => wordsOf(text).map(({ stem }) => stem);
  for (const [one, other] of [
    ["prices", "pricing"],
    ["deliveries", "delivery"],
    ["What's this?", "what is it"],
    ["I can't log in", "i can not log in"],
    ["shipped", "shipping"],
  ] as const) {
    assert.deepEqual(stems(one), stems(other), one);
  }
  assert.deepEqual(stems("is this bus"), ["be", "it", "bus"]);
  assert.deepEqual(stems("please just"), ["please", "just"]);
  for (const name of ["Test & <Co>", "A.I. (beta)", "Cost"]) {
    const { product } = testProduct([block], { name, description: "It is this." });
    assert.equal(read(product, `what is ${name.toUpperCase()}`).intent?.answer, "It is this.", name);
  }
});

test("a question of the business is known in other ways to ask it, and needs no sample beside it", () => {
  const faq = [
    { question: "Who is Test & <Co> for?", answer: "Testers." },
    { question: "What does it cost?", answer: "Nothing." },
    { question: "Are there other prices?", answer: "No." },
  ];
  const { product } = testProduct([block], { faq });
  const answers = ["who should use this", "is it expensive"].map(
    (text) => read(product, text).intent?.answer,
  );
  assert.deepEqual(answers, ["Testers.", "Nothing."]);
  assert.equal(
    listIntents(product).some(({ name }) => name === "For whom"),
    false,
  );
  assert.equal(
    listIntents(testProduct([block]).product).some(({ name }) => name === "For whom"),
    true,
  );
});

test("the quality is measured anew when something was learnt, and not before", () => {
  const { product } = testProduct([block]);
  const before = quality(product);
  assert.equal(quality(product), before);
  addExample(product, 1, "salutations");
  assert.equal(quality(product).examples, before.examples + 1);
});
