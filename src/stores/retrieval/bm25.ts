import { queryTerms, tokenize } from "../text-search.ts";
import type { RetrievalDocument, Retrieved, Retriever } from "./document.ts";

export interface Bm25Options {
  readonly k1: number;
  readonly b: number;
}

const USUAL: Bm25Options = { k1: 1.2, b: 0.75 };

/**
 * Plain Okapi BM25 over the words of author, text and date: the baseline, without any knowledge of language. Robertson
 * and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's idf, which is never
 * negative.
 */
export function bm25(documents: readonly RetrievalDocument[], { k1, b }: Bm25Options = USUAL): Retriever {
  const postings = new Map<string, Map<number, number>>();
  const lengths = documents.map(({ author = "", text, date = "" }, at) => {
    const terms = tokenize(`${author} ${text} ${date}`);
    for (const term of terms) {
      const posting = postings.get(term) ?? new Map<number, number>();
      postings.set(term, posting.set(at, (posting.get(at) ?? 0) + 1));
    }
    return terms.length;
  });
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  return {
    search(query, { limit = 10 } = {}) {
      const scores = new Map<number, number>();
      for (const term of queryTerms(query)) {
        const posting = postings.get(term) ?? new Map<number, number>();
        const idf = inverseFrequency(posting.size, documents.length);
        for (const [at, frequency] of posting) {
          const norm = 1 - b + (b * (lengths[at] ?? 0)) / average;
          scores.set(at, (scores.get(at) ?? 0) + (idf * frequency * (k1 + 1)) / (frequency + k1 * norm));
        }
      }
      return best(scores, documents, limit);
    },
  };
}

/** ln(1 + (N - n + 0.5) / (n + 0.5)): what it says of a document among N that it is one of n. */
export function inverseFrequency(n: number, total: number): number {
  return Math.log(1 + (total - n + 0.5) / (n + 0.5));
}

/** The `limit` documents with the highest scores, best first; of equal ones the earlier. */
export function best(
  scores: ReadonlyMap<number, number>,
  documents: readonly RetrievalDocument[],
  limit: number,
): Retrieved[] {
  return [...scores]
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, Math.max(0, limit))
    .flatMap(([at, score]) => {
      const document = documents[at];
      return document === undefined ? [] : [{ id: document.id, score }];
    });
}
