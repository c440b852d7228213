import { inverseFrequency } from "./bm25.ts";
import type { FieldIndex, Posting } from "./field-index.ts";
import type { RetrievalOptions } from "./options.ts";
import type { RelatedTerms } from "./related-words.ts";
import { similarSpellings } from "./similar-spelling.ts";

/** A term and what it counts against the query term that it stands for. */
interface WeightedTerm {
  readonly term: string;
  readonly weight: number;
}

/** Scores by document position; documents that share nothing with the terms are absent. */
export type Scores = Map<number, number>;

type Options = Pick<RetrievalOptions, "k1" | "b" | "coverage" | "relatedWeight" | "fuzzyWeight">;

/**
 * BM25F over the index. Each query term is a concept: the term itself and, as weaker ways to say it, related words or
 * similar spellings. A document gets the best of a concept's ways, not their sum, so that many synonyms don't outweigh
 * the other words of the query. The more of the concepts a document has, the more each of them is worth (`coverage`).
 */
export function createTextScorer(
  { postings, lengths, meanLength }: FieldIndex,
  related: RelatedTerms,
  { k1, b, coverage, relatedWeight, fuzzyWeight }: Options,
): (terms: readonly string[]) => Scores {
  const norms = lengths.map((length) => k1 * (1 - b + (b * length) / (meanLength || 1)));
  const waysToSay = (term: string): WeightedTerm[] => {
    const synonyms = relatedWeight > 0 ? [...(related.get(term) ?? [])] : [];
    const ways = [{ term, weight: 1 }, ...synonyms.map((each) => ({ term: each, weight: relatedWeight }))];
    const known = ways.filter((way) => postings.has(way.term));
    if (known.length > 0 || fuzzyWeight === 0) return known;
    return similarSpellings(term, postings.keys()).map((each) => ({
      term: each.term,
      weight: fuzzyWeight * each.similarity,
    }));
  };
  const addTo = (bests: Scores, { own, documents, frequencies }: Posting, weight: number): void => {
    const gain = weight * inverseFrequency(own, lengths.length) * (k1 + 1);
    for (let place = 0; place < documents.length; place += 1) {
      const at = documents[place] as number;
      const frequency = frequencies[place] as number;
      const score = (gain * frequency) / (frequency + (norms[at] as number));
      if (score > (bests.get(at) ?? 0)) bests.set(at, score);
    }
  };
  return (terms) => {
    const total: Scores = new Map();
    const covered = new Map<number, number>();
    for (const concept of terms) {
      const bests: Scores = new Map();
      for (const { term, weight } of waysToSay(concept)) {
        const posting = postings.get(term);
        if (posting) addTo(bests, posting, weight);
      }
      for (const [at, score] of bests) {
        total.set(at, (total.get(at) ?? 0) + score);
        covered.set(at, (covered.get(at) ?? 0) + 1);
      }
    }
    for (const [at, score] of total) {
      total.set(at, score * ((covered.get(at) ?? 0) / terms.length) ** coverage);
    }
    return total;
  };
}
