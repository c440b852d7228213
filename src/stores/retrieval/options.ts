/**
 * How documents are scored. Each weight, and coverage, switches its signal off at 0. Where the values come from and what each signal
 * is worth: docs/decisions/020-retrieval.md.
 */
export interface RetrievalOptions {
  /** BM25 saturation: how slowly more occurrences of a term stop counting. */
  readonly k1: number;
  /** BM25 length normalisation, 0 (none) to 1 (full). */
  readonly b: number;
  /** Exponent of the share of the query's terms that a document has, which its score is multiplied by. */
  readonly coverage: number;
  /** Match inflected forms: irregular forms, then the Porter stem. */
  readonly stemming: boolean;
  /** Leave out function words and words that only frame a question. */
  readonly stopWords: boolean;
  /** What a word in the document's own questions counts; in its statements it counts 1. */
  readonly questionWeight: number;
  /** What a word in the questions of the document before counts: what follows a question is often its answer. */
  readonly askedWeight: number;
  /** What the scores around a document in its group add to its own; halved with each further step. */
  readonly spreadWeight: number;
  /** The author named in the query, in shares of the author's inverse document frequency. */
  readonly authorWeight: number;
  /** A date named in the query, in shares of the inverse document frequency of that time. */
  readonly dateWeight: number;
  /** The kind of answer asked for (a time, a number, a place), in shares of its inverse document frequency. */
  readonly answerWeight: number;
  /** What a synonym, or a member of the class that the query names, counts against the word itself. */
  readonly relatedWeight: number;
  /** What a similar spelling counts when no document has the word. */
  readonly fuzzyWeight: number;
}

export const DEFAULT_OPTIONS: RetrievalOptions = {
  k1: 1.2,
  b: 0.3,
  coverage: 0.5,
  stemming: true,
  stopWords: true,
  questionWeight: 0.5,
  askedWeight: 0.75,
  spreadWeight: 0.2,
  authorWeight: 1.5,
  dateWeight: 0.5,
  answerWeight: 0.5,
  relatedWeight: 0.3,
  fuzzyWeight: 0.5,
};
