import type { AnalysedText } from "./analyse.ts";
import type { RetrievalOptions } from "./options.ts";

/** Where a term occurs: parallel lists of document positions and weighted frequencies. */
export interface Posting {
  /** How many documents have the term themselves, not just in the question before them. */
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

/**
 * Postings over three fields of each document: what it states, what it asks, and what was asked right before it in its
 * group. Fields are weighted and added up before saturation, as in BM25F (Robertson, Zaragoza and Taylor, 2004).
 */
export function buildFieldIndex(
  texts: readonly AnalysedText[],
  groups: readonly (readonly number[])[],
  { questionWeight, askedWeight }: Pick<RetrievalOptions, "questionWeight" | "askedWeight">,
): FieldIndex {
  const lengths = texts.map(({ stated, asked }) => stated.length + asked.length);
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const previous = new Map(
    groups.flatMap((line) => line.slice(1).map((at, place) => [at, line[place]] as const)),
  );
  const postings = new Map<string, Posting>();
  for (const [at, text] of texts.entries()) {
    const own = new Map<string, number>();
    addTerms(own, text.stated, 1);
    addTerms(own, text.asked, questionWeight);
    const all = new Map(own);
    // The shorter a text, the less it says by itself and the more it leans on the question it answers.
    const lean = (2 * meanLength) / (meanLength + (lengths[at] ?? 0) || 1);
    addTerms(all, texts[previous.get(at) ?? -1]?.asked ?? [], lean * askedWeight);
    for (const [term, frequency] of all) post(postings, term, { at, frequency, own: own.has(term) });
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
  { at, frequency, own }: { at: number; frequency: number; own: boolean },
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
