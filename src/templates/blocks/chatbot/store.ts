import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";
import { Classifier, crossValidate, type Example, type Quality } from "./classifier.ts";
import { phrasingOf, waysToAsk } from "./phrasings.ts";
import { SAMPLES } from "./samples.ts";

const IntentSchema = z.object({
  name: z.string().min(1).max(80),
  answer: z.string().min(1).max(2_000),
  examples: z.array(z.string().min(1).max(300)).min(1).max(200),
});
const SettingsSchema = z.object({
  least_confidence: z.number().min(0.05).max(0.99).default(0.45),
  intents: z
    .array(IntentSchema)
    .max(200)
    .default([...SAMPLES]),
});

export const MIGRATIONS = [
  `CREATE TABLE chatbot_intents (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, answer TEXT NOT NULL);
   CREATE TABLE chatbot_examples (
     id INTEGER PRIMARY KEY, intent_id INTEGER NOT NULL REFERENCES chatbot_intents (id) ON DELETE CASCADE,
     text TEXT NOT NULL UNIQUE COLLATE NOCASE
   );
   CREATE TABLE chatbot_seeded (name TEXT PRIMARY KEY);
   CREATE TABLE chatbot_version (id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL);
   INSERT INTO chatbot_version VALUES (1, 0);`,
];

/** Something people want to know, and what the bot says to it. */
export interface Intent {
  readonly id: number;
  readonly name: string;
  readonly answer: string;
}

export function leastConfidence(product: Product): number {
  return settingsOf(product, "chatbot", SettingsSchema).least_confidence;
}

export function listIntents(product: Product): (Intent & { examples: number })[] {
  return product.db.all(
    `SELECT chatbot_intents.*, count(chatbot_examples.id) AS examples FROM chatbot_intents
     LEFT JOIN chatbot_examples ON intent_id = chatbot_intents.id GROUP BY chatbot_intents.id ORDER BY lower(name)`,
  );
}

export function intentById(product: Product, id: number): Intent | undefined {
  return product.db.get("SELECT * FROM chatbot_intents WHERE id = ?", id);
}

export function examplesOf(product: Product, intentId: number): { id: number; text: string }[] {
  return product.db.all("SELECT id, text FROM chatbot_examples WHERE intent_id = ? ORDER BY id", intentId);
}

/** Writes an intent with its examples; examples that another intent has move to this one. */
export function saveIntent(
  product: Product,
  id: number | undefined,
  { name, answer, examples }: Omit<Intent, "id"> & { examples: readonly string[] },
): number {
  return product.db.transaction(() => {
    const intent =
      id ?? product.db.run("INSERT INTO chatbot_intents (name, answer) VALUES (?, ?)", name, answer).id;
    product.db.run("UPDATE chatbot_intents SET name = ?, answer = ? WHERE id = ?", ...[name, answer, intent]);
    product.db.run("DELETE FROM chatbot_examples WHERE intent_id = ?", intent);
    for (const text of examples) addExample(product, intent, text);
    changed(product);
    return intent;
  });
}

/** Teaches one more example. */
export function addExample(product: Product, intentId: number, text: string): void {
  product.db.run(
    "INSERT INTO chatbot_examples (intent_id, text) VALUES (?1, ?2) ON CONFLICT (text) DO UPDATE SET intent_id = ?1",
    intentId,
    text,
  );
  changed(product);
}

export function removeIntent(product: Product, id: number): boolean {
  return product.db.transaction(() => {
    product.db.run("DELETE FROM chatbot_examples WHERE intent_id = ?", id);
    changed(product);
    return product.db.run("DELETE FROM chatbot_intents WHERE id = ?", id).changes > 0;
  });
}

/** What the bot makes of a text: the intent it answers with, if it is sure enough, and its best guess anyway. */
export interface Reading {
  readonly intent: Intent | undefined;
  readonly guess: Intent | undefined;
  /** 0 to 1. */
  readonly confidence: number;
}

export function read(product: Product, text: string): Reading {
  const [best] = training(product).model.guess(nameless(product, text));
  const guess = best && intentById(product, best.intent);
  const confidence = best?.confidence ?? 0;
  return { intent: confidence >= leastConfidence(product) ? guess : undefined, guess, confidence };
}

/** Measured when the examples have changed since the last time: many take seconds. */
export function quality(product: Product): Quality {
  const trained = training(product);
  trained.quality ??= crossValidate(trained.examples, leastConfidence(product));
  return trained.quality;
}

/** Adds the intents of the settings and the questions of the business, each once. */
export function seed(product: Product): void {
  const { business } = product;
  const values: Record<string, string> = {
    ...{ name: business.name, description: business.description, audience: business.audience },
    email: business.contact_email,
  };
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
  const taken = new Set<number>();
  const faq = business.faq.map(({ question, answer }) => ({
    name: question,
    answer,
    examples: waysToAsk(question, taken),
  }));
  // What the business answers itself needs no sample; two intents for the same question would leave the bot unsure.
  const asked = ({ name, examples: [first = ""] }: (typeof SAMPLES)[number]) =>
    SAMPLES.some((sample) => sample.name === name) && taken.has(phrasingOf(first) ?? -1);
  const intents = settingsOf(product, "chatbot", SettingsSchema).intents.filter((one) => !asked(one));
  for (const { name, answer, examples } of [...intents, ...faq]) {
    const { changes } = product.db.run("INSERT OR IGNORE INTO chatbot_seeded VALUES (?)", name);
    if (changes === 0) continue;
    saveIntent(product, undefined, {
      name: name.slice(0, 80),
      answer: fill(answer),
      examples: examples.map(fill),
    });
  }
}

interface Trained {
  readonly version: number;
  readonly examples: readonly Example[];
  readonly model: Classifier;
  quality?: Quality;
}
const MODELS = new WeakMap<Product, Trained>();

/** The model of the present examples: trained when they have changed since the last time. */
function training(product: Product): Trained {
  const version = product.db.count("SELECT number FROM chatbot_version");
  const known = MODELS.get(product);
  if (known?.version === version) return known;
  const examples = allExamples(product);
  const trained = { version, examples, model: new Classifier(examples) };
  MODELS.set(product, trained);
  return trained;
}

function allExamples(product: Product): Example[] {
  return product.db
    .all<Example>("SELECT text, intent_id AS intent FROM chatbot_examples ORDER BY id LIMIT 5000")
    .map(({ text, intent }) => ({ text: nameless(product, text), intent }));
}

/** A text in which the business is "it": which one it is tells nothing of what is asked. */
function nameless({ business }: Product, text: string): string {
  const name = business.name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${name}(?![\\p{L}\\p{N}])`, "giu"), "it");
}

function changed(product: Product): void {
  product.db.run("UPDATE chatbot_version SET number = number + 1");
}
