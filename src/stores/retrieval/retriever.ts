import { MAX_QUERY_TERMS } from "../text-search.ts";
import { createAnalyser } from "./analyse.ts";
import { best } from "./bm25.ts";
import type { RetrievalDocument, Retriever } from "./document.ts";
import { buildFieldIndex } from "./field-index.ts";
import { createSpreader, documentGroups } from "./groups.ts";
import { DEFAULT_OPTIONS, type RetrievalOptions } from "./options.ts";
import { relatedTerms } from "./related-words.ts";
import { createSignals } from "./signals.ts";
import { createTextScorer } from "./text-scorer.ts";

export type { RetrievalOptions } from "./options.ts";

/**
 * Ranked retrieval over a fixed set of documents: BM25F over each document and the question before it, with English
 * inflections and related words; then the scores around it, and author, date and kind of answer. Pure: equal documents,
 * options and query give equal results. Documents that have nothing to do with the query are not found. Options left out
 * are DEFAULT_OPTIONS.
 */
export function createRetriever(
  documents: readonly RetrievalDocument[],
  options: Partial<RetrievalOptions> = {},
): Retriever {
  const settings = { ...DEFAULT_OPTIONS, ...options };
  const analyser = createAnalyser(settings);
  const groups = documentGroups(documents);
  const index = buildFieldIndex(
    documents.map(({ text }) => analyser.text(text)),
    groups,
    settings,
  );
  const scoreText = createTextScorer(index, relatedTerms(settings.stemming), settings);
  const spread = createSpreader(groups, settings.spreadWeight);
  const signalsOf = createSignals(documents, settings);
  return {
    search(query, { limit = 10 } = {}) {
      const signals = signalsOf(query);
      const terms = analyser.query(query, signals.names).slice(0, MAX_QUERY_TERMS);
      const scores = spread(scoreText(terms));
      // A query of nothing but names and dates finds what bears them.
      if (scores.size === 0) for (const at of signals.named()) scores.set(at, 0);
      for (const [at, score] of scores) scores.set(at, score + signals.boost(at));
      return best(scores, documents, limit);
    },
  };
}
