import type { AnalysedText } from "./analyse.ts";
import type { RetrievalOptions } from "./options.ts";
import type { RetrievalDocument } from "./retriever.ts";

/** Where a term occurs: parallel lists of document positions and weighted frequencies (BM25F). */
export interface Posting {
  /** How many documents have the term themselves, not just beside them. */
  own: number;
  readonly documents: number[];
  readonly frequencies: number[];
}

export interface FieldIndex {
  readonly postings: ReadonlyMap<string, Posting>;
  /** Own terms per document, and their mean over the documents. */
  readonly lengths: readonly number[];
  readonly meanLength: number;
}

type Weights = Pick<RetrievalOptions, "questionWeight" | "previousWeight" | "askedWeight" | "nextWeight">;

/**
 * Postings over each document's own words and, as weaker fields, those of its neighbours in the same group. The fields
 * are added up before saturation, as in BM25F (Robertson, Zaragoza and Taylor, 2004). Built in one pass.
 */
export function buildFieldIndex(
  documents: readonly RetrievalDocument[],
  texts: readonly AnalysedText[],
  weights: Weights,
): FieldIndex {
  const lengths = texts.map(({ stated, asked }) => stated.length + asked.length);
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const { previous, next } = neighbours(documents);
  const postings = new Map<string, Posting>();
  for (const [at, text] of texts.entries()) {
    const own = new Map<string, number>();
    addTerms(own, text.stated, 1);
    addTerms(own, text.asked, weights.questionWeight);
    const all = new Map(own);
    // The shorter a text, the less it says by itself and the more it leans on what stands around it.
    const lean = (2 * meanLength) / (meanLength + (lengths[at] ?? 0) || 1);
    const [before, after] = [texts[previous[at] ?? -1], texts[next[at] ?? -1]];
    addTerms(all, before?.stated ?? [], lean * weights.previousWeight);
    addTerms(all, before?.asked ?? [], lean * weights.askedWeight);
    addTerms(all, after?.stated ?? [], lean * weights.nextWeight);
    for (const [term, frequency] of all) post(postings, term, at, frequency, own.has(term));
  }
  return { postings, lengths, meanLength };
}

function addTerms(counts: Map<string, number>, terms: readonly string[], weight: number): void {
  if (weight === 0) return;
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + weight);
}

function post(
  postings: Map<string, Posting>,
  term: string,
  at: number,
  frequency: number,
  own: boolean,
): void {
  let posting = postings.get(term);
  if (posting === undefined) {
    posting = { own: 0, documents: [], frequencies: [] };
    postings.set(term, posting);
  }
  if (own) posting.own += 1;
  posting.documents.push(at);
  posting.frequencies.push(frequency);
}

/** Positions of the documents before and after each in its group; without a group a document stands alone. */
function neighbours(documents: readonly RetrievalDocument[]) {
  const previous: (number | undefined)[] = [];
  const next: (number | undefined)[] = [];
  const last = new Map<string, number>();
  for (const [at, { group }] of documents.entries()) {
    if (group === undefined) continue;
    const before = last.get(group);
    previous[at] = before;
    if (before !== undefined) next[before] = at;
    last.set(group, at);
  }
  return { previous, next };
}
