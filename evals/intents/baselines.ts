import { type Bot, type Bots, taught } from "./bots.ts";

/** How much of both texts has to be the same words for the nearest example to count. */
const LEAST_SHARED = 0.5;

/** The bots of two simple matchers, by baseline and bot. */
export function baselineBots(bots: Bots): Readonly<Record<string, ReadonlyMap<string, Bot>>> {
  const all = [...taught(bots)];
  return {
    "most examples, always": new Map(all.map(([name, intents]) => [name, commonest(intents)])),
    "nearest example by words": new Map(all.map(([name, intents]) => [name, nearest(intents)])),
  };
}

type Intents = Readonly<Record<string, readonly string[]>>;

function commonest(intents: Intents): Bot {
  const [first] = Object.entries(intents).sort(([, one], [, other]) => other.length - one.length);
  return () => first?.[0];
}

/** The share of words that two texts have in common (Jaccard). */
function nearest(intents: Intents): Bot {
  const examples = Object.entries(intents).flatMap(([intent, texts]) =>
    texts.map((text) => ({ intent, words: wordsOf(text) })),
  );
  return (text) => {
    const asked = wordsOf(text);
    const likeness = examples.map(({ intent, words }) => {
      const shared = [...words].filter((word) => asked.has(word)).length;
      return { intent, share: shared / Math.max(1, words.size + asked.size - shared) };
    });
    const best = likeness.reduce((one, other) => (other.share > one.share ? other : one));
    return best.share >= LEAST_SHARED ? best.intent : undefined;
  };
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
