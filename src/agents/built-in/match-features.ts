import type { BlockManifest } from "../../state/product.ts";
import { type KitFeature, kitFeature } from "./kit-features.ts";

/** How a feature of a business is met. */
export interface FeatureMatch {
  readonly feature: string;
  /** The block that makes it real; undefined: none does. */
  readonly block: string | undefined;
  /** What every product has that is the feature, when it needs no block. */
  readonly kit?: KitFeature;
  /** One sentence for people. */
  readonly why: string;
}

/** An exact name of a feature beats any number of words. */
const EXACT = 100;
const CONTAINED = 20;

/** Words that blocks are known by, but that say nothing without another: anything can be tracked or approved. */
const VAGUE = new Set(["approval", "pipeline", "registration", "request", "tracking"]);

/** Words of a sale that say something else where nothing is sold: equipment is checked out, rooms are booked. */
const OF_SALES = new Set(["booking", "checkout", "delivery", "dispatch", "rating", "returns", "review"]);

/** Words that end the part of a feature that says what it is. */
const PREPOSITIONS = /\s(?:for|with|by|on|in|of|from|to|per|about|across|between|at|and|or|that|which)\s.*$/;

/**
 * Matches each feature to the block that gives it. The words of the archetypes count most; else the words by which a
 * block is known, longer ones more. A block that the product would not have otherwise needs two such words, or one that
 * says what the feature is: a "team newsletter" is a newsletter, "newsletter pricing" is not. Among equals a block that
 * the product has anyway wins, then the first. What every product has by itself needs no block.
 */
export function matchFeatures(
  features: readonly string[],
  blocks: readonly BlockManifest[],
  planned: readonly string[],
): FeatureMatch[] {
  const isPlanned = new Set(planned);
  const ordered = [...blocks].sort((a, b) => rank(a.id, planned) - rank(b.id, planned));
  return features.map((feature) => {
    const kit = kitFeature(plain(feature));
    let best: { block: BlockManifest; score: number; why: string } | undefined;
    for (const block of ordered) {
      const isThere = isPlanned.has(block.id);
      const { score, why, head } = scoreOf(feature, block, isThere);
      if (!isThere && score < 2 && !head) continue;
      const total = score > 0 && isThere ? score + 0.5 : score;
      if (total > (best?.score ?? 0)) best = { block, score: total, why };
    }
    // What a block is known by is less than what the kit's part is called; what it gives by name is more.
    if (kit && (best?.score ?? 0) < CONTAINED) {
      return { feature, block: undefined, kit, why: `Every product has ${kit.title}.` };
    }
    return best
      ? { feature, block: best.block.id, why: best.why }
      : { feature, block: undefined, why: "No building block gives this, so it became a records module." };
  });
}

function rank(id: string, planned: readonly string[]): number {
  const at = planned.indexOf(id);
  return at === -1 ? planned.length : at;
}

interface Score {
  readonly score: number;
  readonly why: string;
  /** Whether a word of the block says what the feature is, whatever the product is. */
  readonly head: boolean;
}

function scoreOf(feature: string, { title, gives, keywords }: BlockManifest, isThere: boolean): Score {
  const text = plain(feature);
  const exact = gives.find((given) => plain(given) === text);
  if (exact !== undefined) return { score: EXACT, head: true, why: `The block "${title}" gives "${exact}".` };
  // A single word, such as reviews, is no more than a keyword where it would bring a block along.
  const contained = gives.find((given) => (isThere || /\s/.test(given)) && hasPhrase(text, plain(given)));
  const known = keywords.filter((keyword) => hasPhrase(text, plain(keyword)));
  const found = known.every((keyword) => VAGUE.has(keyword)) ? [] : known;
  const words = found.reduce((sum, keyword) => sum + plain(keyword).split(" ").length, 0);
  const score = (contained === undefined ? 0 : CONTAINED) + words;
  const reason = contained ?? found.join(", ");
  const core = text.replace(PREPOSITIONS, "");
  const head = found.some((keyword) => !OF_SALES.has(keyword) && endsWithPhrase(core, plain(keyword)));
  return { score, head, why: `The block "${title}" is known by: ${reason}.` };
}

/** Lower case words, single spaces. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Whether a phrase stands in a text as whole words; a plural counts as its singular. */
function hasPhrase(text: string, phrase: string): boolean {
  return phrase !== "" && singular(text).includes(singular(phrase));
}

function endsWithPhrase(text: string, phrase: string): boolean {
  return phrase !== "" && singular(text).endsWith(singular(phrase));
}

function singular(words: string): string {
  return ` ${words.split(" ").map(stemOf).join(" ")} `;
}

function stemOf(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
