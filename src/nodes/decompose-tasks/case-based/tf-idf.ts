/** A sparse vector of length 1, or of length 0 when no term is known. */
export interface SparseVector {
  readonly terms: Int32Array;
  readonly weights: Float64Array;
}

interface Posting {
  readonly documents: number[];
  readonly weights: number[];
}

/**
 * Documents as TF-IDF vectors behind an inverted index: term weight (1 + ln tf) x (ln((1 + N) / (1 + df)) + 1), length
 * 1, so that a dot product is the cosine. Terms in fewer than `minDocuments` documents are left out.
 */
export class TfIdfIndex {
  readonly vectors: readonly SparseVector[];
  readonly #ids = new Map<string, number>();
  readonly #idf: number[] = [];
  readonly #postings: Posting[] = [];

  constructor(documents: readonly (readonly string[])[], minDocuments = 1) {
    const frequencies = new Map<string, number>();
    for (const term of documents.flatMap((terms) => [...new Set(terms)])) {
      frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
    }
    for (const [term, frequency] of frequencies) {
      if (frequency < minDocuments) continue;
      this.#ids.set(term, this.#idf.length);
      this.#idf.push(Math.log((1 + documents.length) / (1 + frequency)) + 1);
      this.#postings.push({ documents: [], weights: [] });
    }
    this.vectors = documents.map((terms) => this.vector(terms));
    for (const [document, { terms, weights }] of this.vectors.entries()) {
      for (const [position, term] of terms.entries()) {
        const posting = this.#postings[term] as Posting;
        posting.documents.push(document);
        posting.weights.push(weights[position] as number);
      }
    }
  }

  vector(terms: readonly string[]): SparseVector {
    const counts = new Map<number, number>();
    for (const term of terms) {
      const id = this.#ids.get(term);
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const weights = Float64Array.from(
      counts,
      ([id, count]) => (1 + Math.log(count)) * (this.#idf[id] as number),
    );
    const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0)) || 1;
    return { terms: Int32Array.from(counts.keys()), weights: weights.map((weight) => weight / length) };
  }

  /** Adds `factor` times the cosine with each document to `sums`. */
  addCosines({ terms, weights }: SparseVector, factor: number, sums: Float64Array): void {
    for (let position = 0; position < terms.length; position += 1) {
      const { documents, weights: theirs } = this.#postings[terms[position] as number] as Posting;
      const weight = factor * (weights[position] as number);
      for (let entry = 0; entry < documents.length; entry += 1) {
        const document = documents[entry] as number;
        sums[document] = (sums[document] as number) + weight * (theirs[entry] as number);
      }
    }
  }
}
