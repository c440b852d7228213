import { CONCEPTS } from "./concepts.ts";
import { stemOf } from "./stem.ts";

/** A word of a question, as far as its meaning goes. */
export interface Word {
  /** As it was written. */
  readonly word: string;
  /** Without endings; words that stand for the same, such as `it` and `this`, are one. */
  readonly stem: string;
  /** What else says the same, such as `#pay` for price, cost and fee. */
  readonly concepts: readonly string[];
  /** Whether any question may have it, so that it tells little of what this one is about. */
  readonly filler: boolean;
}

const MAX_TEXT = 500;

/** Written together, or in a hurry. */
const SPELT_OUT: readonly (readonly [RegExp, string])[] = [
  [/[’`´]/g, "'"],
  [/\be-mail/g, "email"],
  [/\b(?:can't|cannot|cant)\b/g, "can not"],
  [/n't\b/g, " not"],
  [/\b(what|who|where|when|how|that|there|it|here|name)s?'?s\b/g, "$1 is"],
  [/'(?:m|re)\b/g, " are"],
  [/'(?:d|ll)\b/g, " would"],
  [/'ve\b/g, " have"],
  [/'s\b/g, ""],
  [/\b(?:pls|plz)\b/g, "please"],
  [/\bu\b/g, "you"],
  [/\br\b/g, "are"],
];

/** What says nothing at all. */
const NOISE = new Set(
  "a an the please just really actually exactly so well ok okay very much also then any some ever now maybe perhaps of".split(
    " ",
  ),
);

const FORMS: Readonly<Record<string, string>> = {
  ...forms("it", "this that these those they them here there thing things something stuff"),
  ...forms("you", "your yours yourself"),
  ...forms("i", "me my mine myself we us our ours"),
  ...forms("be", "is are am was were been being"),
  ...forms("do", "does did doing done"),
  ...forms("have", "has had having got get gets getting"),
  ...forms("can", "could may might would will shall should must"),
  ...forms("who", "whom whose"),
  ...forms("what", "which"),
};

/** Words that any question may have. */
export const FILLERS: ReadonlySet<string> = new Set([
  ...Object.keys(FORMS),
  ...Object.values(FORMS),
  ...NOISE,
  ..."and as at but by for from how if in into not on or to too until up with without about out over than when where why want like let know tell say need know all there go going one want".split(
    " ",
  ),
]);

function forms(form: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split(" ").map((word) => [word, form]));
}

/** The words of a text, in order; what says nothing is left out, unless there is nothing else. */
export function wordsOf(text: string): Word[] {
  const spelt = SPELT_OUT.reduce(
    (done, [from, to]) => done.replace(from, to),
    text.slice(0, MAX_TEXT).normalize("NFKC").toLowerCase(),
  );
  const words = spelt.match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !NOISE.has(word));
  return (telling.length > 0 ? telling : words).map((word) => {
    const form = FORMS[word];
    if (form !== undefined && Object.hasOwn(FORMS, word))
      return { word, stem: form, concepts: [], filler: true };
    if (FILLERS.has(word)) return { word, stem: word, concepts: [], filler: true };
    const stem = stemOf(word);
    return { word, stem, concepts: CONCEPTS.get(stem) ?? [], filler: false };
  });
}
