import { z } from "zod";
import { block, read } from "../../src/templates/blocks/chatbot/index.ts";
import { SAMPLES } from "../../src/templates/blocks/chatbot/samples.ts";
import { testProduct } from "../../src/templates/kit/testing.ts";

/** A question of a visitor; `intents`: those of which the answer is right, none for what the bot can't know. */
export const QuestionSchema = z.strictObject({
  bot: z.string().describe("`samples`, or one of bots.json"),
  text: z.string().min(1).max(300),
  intents: z.array(z.string()),
});
export type Question = z.infer<typeof QuestionSchema>;

/** What an owner taught a bot beside the samples: examples by intent. */
export const BotsSchema = z.array(
  z.strictObject({ name: z.string(), intents: z.record(z.string(), z.array(z.string()).min(1)) }),
);
export type Bots = z.infer<typeof BotsSchema>;

/** Answers a question with the name of an intent; undefined: it says that it is not sure. */
export type Bot = (text: string) => string | undefined;

/** The business of the bot `samples`, with the questions that recipes write for it. */
const BUSINESS = {
  name: "Porter Desk",
  description:
    "Porter Desk answers guests' questions in a chat and hands over to the front desk when it should.",
  audience: "small hotels",
  faq: [
    { question: "Who is Porter Desk for?", answer: "Small hotels." },
    { question: "What can I do with Porter Desk?", answer: "Intent detection and fallback and hand-off." },
    { question: "What does Porter Desk cost?", answer: "The pricing is: Usage-based, $0.02 a conversation." },
    { question: "What happens to my data?", answer: "It is stored with this product." },
    { question: "Which devices does it work on?", answer: "On any current browser." },
  ],
};

/** The examples that each bot starts with, by bot and intent, without what the product adds to a question. */
export function taught(bots: Bots): ReadonlyMap<string, Readonly<Record<string, readonly string[]>>> {
  const fill = (text: string) =>
    text.replaceAll("{name}", BUSINESS.name).replaceAll("{audience}", BUSINESS.audience);
  const samples = Object.fromEntries(SAMPLES.map(({ name, examples }) => [name, examples.map(fill)]));
  const faq = Object.fromEntries(BUSINESS.faq.map(({ question }) => [question, [question]]));
  const own = bots.map(({ name, intents }) => [name, { ...samples, ...intents }] as const);
  return new Map([["samples", { ...samples, ...faq }], ...own]);
}

/** The product's own bots, by name, each in a product of its own. */
export function productBots(bots: Bots): ReadonlyMap<string, Bot> {
  const own = bots.map(({ name, intents }) => {
    const added = Object.entries(intents).map(([intent, examples]) => ({
      ...{ name: intent, answer: intent, examples },
    }));
    const settings = { chatbot: { intents: [...SAMPLES, ...added] } };
    return [name, botOf({ ...BUSINESS, faq: [], settings })] as const;
  });
  return new Map([["samples", botOf(BUSINESS)], ...own]);
}

function botOf(business: Parameters<typeof testProduct>[1]): Bot {
  const { product } = testProduct([block], business);
  return (text) => read(product, text).intent?.name;
}
