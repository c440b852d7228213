import { tokenize } from "../text-search.ts";

type Terms = ReadonlyMap<string, number>;

/**
 * How alike a text is to each document, 0 to 1: the cosine of their TF-IDF vectors, with document frequencies
 * taken from the documents themselves. A bounded measure, so that thresholds mean the same for every query.
 */
export function similarities(text: string, documents: readonly string[]): number[] {
  const vectors = documents.map(termCounts);
  const frequency = new Map<string, number>();
  for (const term of vectors.flatMap((terms) => [...terms.keys()])) {
    frequency.set(term, (frequency.get(term) ?? 0) + 1);
  }
  const weight = (term: string, count: number) =>
    (1 + Math.log(count)) * Math.log(1 + (1 + documents.length) / (1 + (frequency.get(term) ?? 0)));
  const query = termCounts(text);
  const queryNorm = normOf(query, weight);
  return vectors.map((terms) => {
    const norm = queryNorm * normOf(terms, weight);
    return norm === 0 ? 0 : Math.min(1, dotProduct(query, terms, weight) / norm);
  });
}

type Weight = (term: string, count: number) => number;

function termCounts(text: string): Terms {
  const counts = new Map<string, number>();
  for (const term of tokenize(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

function dotProduct(query: Terms, document: Terms, weight: Weight): number {
  let sum = 0;
  for (const [term, count] of query) {
    const other = document.get(term);
    if (other !== undefined) sum += weight(term, count) * weight(term, other);
  }
  return sum;
}

function normOf(terms: Terms, weight: Weight): number {
  let squares = 0;
  for (const [term, count] of terms) squares += weight(term, count) ** 2;
  return Math.sqrt(squares);
}
