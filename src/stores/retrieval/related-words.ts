import { termOf } from "./analyse.ts";
import { CLASSES, SYNONYMS } from "./thesaurus.ts";

/** For each term, the other terms that may stand for it in a text. */
export type RelatedTerms = ReadonlyMap<string, ReadonlySet<string>>;

const PAIRS: readonly (readonly [string, string])[] = [
  ...pairs(SYNONYMS).flatMap(([head, member]) => [[head, member] as const, [member, head] as const]),
  ...pairs(CLASSES),
];

/** Terms never change, so they are made once for each setting. */
const made = new Map<boolean, RelatedTerms>();

/** Related terms in the form of an index with or without stemming. */
export function relatedTerms(stemming: boolean): RelatedTerms {
  const known = made.get(stemming);
  if (known) return known;
  const related = new Map<string, Set<string>>();
  for (const pair of PAIRS) {
    const [from, to] = [termOf(pair[0], stemming), termOf(pair[1], stemming)];
    if (from === to) continue;
    const terms = related.get(from);
    if (terms) terms.add(to);
    else related.set(from, new Set([to]));
  }
  made.set(stemming, related);
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
