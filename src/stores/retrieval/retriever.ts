import { MAX_QUERY_TERMS } from "../text-search.ts";
import { createAnalyser } from "./analyse.ts";
import { best } from "./bm25.ts";
import { expandFromFeedback } from "./feedback.ts";
import { buildFieldIndex } from "./field-index.ts";
import { DEFAULT_OPTIONS, type RetrievalOptions } from "./options.ts";
import { relatedTerms } from "./related-words.ts";
import { createSignals } from "./signals.ts";
import { createTextScorer, type Scores } from "./text-scorer.ts";

export type { RetrievalOptions } from "./options.ts";

export interface RetrievalDocument {
  readonly id: string;
  readonly text: string;
  /** Who said or wrote it; matched as a field of its own. */
  readonly author?: string;
  /** ISO date or date-time. */
  readonly date?: string;
  /** Documents of one group (a session, a run) in their order: neighbours lend each other context. */
  readonly group?: string;
}

export interface Retrieved {
  readonly id: string;
  /** Comparable within one search only. */
  readonly score: number;
}

export interface Retriever {
  /** The documents that fit best, best first; of equal ones the earlier. At most `limit` (10 unless told). */
  search(query: string, options?: { readonly limit?: number }): Retrieved[];
}

/**
 * Ranked retrieval over a fixed set of documents: BM25F over each document and its neighbours, with English inflections
 * and related words, plus author, date and kind of answer. Pure: equal documents, options and query give equal results.
 * Documents that share nothing with the query are not found. Options not given are DEFAULT_OPTIONS.
 */
export function createRetriever(
  documents: readonly RetrievalDocument[],
  options: Partial<RetrievalOptions> = {},
): Retriever {
  const settings = { ...DEFAULT_OPTIONS, ...options };
  const analyser = createAnalyser(settings);
  const texts = documents.map(({ text }) => analyser.text(text));
  const scoreText = createTextScorer(
    buildFieldIndex(documents, texts, settings),
    relatedTerms(analyser.term),
    settings,
  );
  const signalsOf = createSignals(documents, settings);
  const addGroups = groupAdder(documents, settings.groupWeight);
  return {
    search(query, { limit = 10 } = {}) {
      const { names, named, boost } = signalsOf(query);
      const terms = analyser
        .query(query, names)
        .slice(0, MAX_QUERY_TERMS)
        .map((term) => ({ term, weight: 1 }));
      const score = (weighted: typeof terms): Scores => {
        const scores = addGroups(scoreText(weighted));
        const found = scores.size > 0 ? [...scores] : named.map((at) => [at, 0] as const);
        return new Map(found.map(([at, text]) => [at, text + boost(at)]));
      };
      const first = score(terms);
      if (settings.feedbackWeight === 0) return best(first, documents, limit);
      const expanded = expandFromFeedback(terms, first, texts, settings.feedbackWeight);
      return best(score(expanded), documents, limit);
    },
  };
}

/** Adds to each found document a share of the best score in its group. */
function groupAdder(documents: readonly RetrievalDocument[], weight: number): (scores: Scores) => Scores {
  if (weight === 0) return (scores) => scores;
  return (scores) => {
    const bests = new Map<string, number>();
    for (const [at, score] of scores) {
      const group = documents[at]?.group;
      if (group !== undefined) bests.set(group, Math.max(score, bests.get(group) ?? 0));
    }
    return new Map(
      [...scores].map(([at, score]) => [at, score + weight * (bests.get(documents[at]?.group ?? "") ?? 0)]),
    );
  };
}
