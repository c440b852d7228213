import { CLASSES, SYNONYMS } from "./thesaurus.ts";

/** For each term, the other terms that may stand for it in a text. */
export type RelatedTerms = ReadonlyMap<string, ReadonlySet<string>>;

const PAIRS: readonly (readonly [string, string])[] = [
  ...pairs(SYNONYMS).flatMap(([head, member]) => [[head, member] as const, [member, head] as const]),
  ...pairs(CLASSES),
];

/** Related terms in the form of the index, into which `term` brings a word. */
export function relatedTerms(term: (word: string) => string): RelatedTerms {
  const related = new Map<string, Set<string>>();
  for (const pair of PAIRS) {
    const [from, to] = [term(pair[0]), term(pair[1])];
    if (from === to) continue;
    const terms = related.get(from);
    if (terms) terms.add(to);
    else related.set(from, new Set([to]));
  }
  return related;
}

/** `head: member member; head: member` as pairs of head and member. */
function pairs(entries: string): [string, string][] {
  return entries.split(";").flatMap((entry) => {
    const [head = "", members = ""] = entry.split(":");
    return members
      .trim()
      .split(/\s+/)
      .map((member): [string, string] => [head.trim(), member]);
  });
}
