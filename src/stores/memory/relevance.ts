import { similarities } from "./similarity.ts";

/** What a ranker is given of a record. */
export interface RankedDocument {
  readonly id: string;
  readonly text: string;
  /** ISO 8601. */
  readonly date?: string | undefined;
}

/**
 * How relevant each document is to a query, 0 to 1, by id. The one place where recall meets a ranker; candidates come
 * from the store's own ranked search.
 */
export function relevances(query: string, documents: readonly RankedDocument[]): ReadonlyMap<string, number> {
  const found = similarities(
    query,
    documents.map(({ text }) => text),
  );
  return new Map(documents.map(({ id }, at) => [id, found[at] ?? 0]));
}
