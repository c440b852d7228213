import type { AnalysedText } from "./analyse.ts";
import type { Scores, WeightedTerm } from "./text-scorer.ts";

const DOCUMENTS = 5;
const TERMS = 10;

/**
 * Pseudo-relevance feedback (RM3; Lavrenko and Croft, 2001; Jaleel et al., 2004): the query together with the terms
 * that stand out in the documents it found first, the strongest of them at `weight`.
 */
export function expandFromFeedback(
  terms: readonly WeightedTerm[],
  scores: Scores,
  texts: readonly AnalysedText[],
  weight: number,
): WeightedTerm[] {
  const first = [...scores].sort(([a, x], [b, y]) => y - x || a - b).slice(0, DOCUMENTS);
  const known = new Set(terms.map(({ term }) => term));
  const model = new Map<string, number>();
  for (const [at, score] of first) {
    const stated = texts[at]?.stated ?? [];
    for (const term of stated) model.set(term, (model.get(term) ?? 0) + score / stated.length);
  }
  const fresh = [...model]
    .filter(([term]) => !known.has(term))
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const [, strongest = 1] = fresh[0] ?? [];
  return [
    ...terms,
    ...fresh.slice(0, TERMS).map(([term, share]) => ({ term, weight: (weight * share) / strongest })),
  ];
}
