import { createRetriever } from "../retrieval/retriever.ts";

/** What the ranker is given of a record. */
export interface RankedDocument {
  readonly id: string;
  readonly text: string;
}

/**
 * How relevant each document is to a query, by id: its score as a share of the best one's, 0 to 1, and 0 for what has
 * nothing to do with it. Comparable within one query only. Candidates come from the store's own ranked search.
 */
export function relevances(query: string, documents: readonly RankedDocument[]): ReadonlyMap<string, number> {
  const found = createRetriever(documents).search(query, { limit: documents.length });
  const best = found[0]?.score ?? 0;
  return new Map(found.map(({ id, score }) => [id, best > 0 ? Math.max(0, score / best) : 0]));
}
