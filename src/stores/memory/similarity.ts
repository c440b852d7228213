import { tokenize } from "../text-search.ts";

interface Posting {
  readonly document: number;
  readonly weight: number;
}

/**
 * How alike texts are to each of some documents, 0 to 1: the cosine of their TF-IDF vectors, with document
 * frequencies taken from the documents themselves. A bounded measure, so that thresholds mean the same for every
 * text. The documents are read once, however many texts are compared with them.
 */
export class SimilarityIndex {
  readonly #documents: number;
  readonly #postings = new Map<string, Posting[]>();
  readonly #norms: Float64Array;

  constructor(documents: readonly string[]) {
    this.#documents = documents.length;
    this.#norms = new Float64Array(documents.length);
    const counts = new Map<string, { document: number; count: number }[]>();
    for (const [document, text] of documents.entries()) {
      for (const [term, count] of termCounts(text)) {
        const known = counts.get(term);
        if (known) known.push({ document, count });
        else counts.set(term, [{ document, count }]);
      }
    }
    for (const [term, found] of counts) {
      const postings = found.map(({ document, count }) => {
        const weight = this.#weight(found.length, count);
        this.#norms[document] = (this.#norms[document] as number) + weight ** 2;
        return { document, weight };
      });
      this.#postings.set(term, postings);
    }
    for (const [document, squares] of this.#norms.entries()) this.#norms[document] = Math.sqrt(squares);
  }

  /** The similarity to each document, in their order. */
  of(text: string): Float64Array {
    const products = new Float64Array(this.#documents);
    let squares = 0;
    for (const [term, count] of termCounts(text)) {
      const postings = this.#postings.get(term) ?? [];
      const own = this.#weight(postings.length, count);
      squares += own ** 2;
      for (const { document, weight } of postings) {
        products[document] = (products[document] as number) + own * weight;
      }
    }
    const norm = Math.sqrt(squares);
    return products.map((product, document) =>
      product === 0 ? 0 : Math.min(1, product / (norm * (this.#norms[document] as number))),
    );
  }

  #weight(frequency: number, count: number): number {
    return (1 + Math.log(count)) * Math.log(1 + (1 + this.#documents) / (1 + frequency));
  }
}

/** The similarities of one text to some documents. */
export function similarities(text: string, documents: readonly string[]): number[] {
  return [...new SimilarityIndex(documents).of(text)];
}

function termCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of tokenize(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
