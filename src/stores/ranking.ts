/**
 * The ranking of text search, the same for every backend to the last bit.
 *
 * BM25 with k1 = 1.2 and b = 0.75; the weight of a term is ln((N - n + 0.5) / (n + 0.5)), at least 1e-6, as SQLite's
 * FTS5 has it. N, n and the mean length are those of the whole store, not of the namespace that is searched.
 *
 * So that a search costs the same in a store of any size, at most `MAX_CANDIDATES` items are scored: the terms of
 * the query, rarest first, each select the items that have it (below the prefix, meeting the filter), most
 * recently written first, until so many are selected. A term that is in most items thus hardly selects
 * anything beside a rare one, but it adds to the score of every candidate that has it.
 */
import { compareText } from "./filter.ts";

export const MAX_CANDIDATES = 128;
const K1 = 1.2;
const B = 0.75;
const MIN_WEIGHT = 1e-6;

/** What is known of the text of a whole store. */
export interface TextStatistics {
  /** Items that have text. */
  readonly items: number;
  /** Terms of all items together, with repetitions. */
  readonly length: number;
  /** In how many items a term is. */
  readonly frequency: ReadonlyMap<string, number>;
}

export interface Candidate {
  readonly namespace: string;
  readonly key: string;
  readonly updatedAt: number;
  /** Number of its terms, with repetitions. */
  readonly length: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** How often each term is in a text. */
export function countTerms(terms: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/**
 * The terms that occur at all, in the order in which they select: first, together, the rare ones that certainly fit
 * under the limit, then each of the others for itself.
 */
export function selectionGroups(terms: readonly string[], { frequency }: TextStatistics): string[][] {
  const occurrences = (term: string) => frequency.get(term) ?? 0;
  const selecting = terms
    .filter((term) => occurrences(term) > 0)
    .toSorted((a, b) => occurrences(a) - occurrences(b) || compareText(a, b));
  let total = 0;
  const fitting = selecting.filter((term) => {
    total += occurrences(term);
    return total <= MAX_CANDIDATES;
  });
  const others = selecting.slice(fitting.length).map((term) => [term]);
  return fitting.length > 0 ? [fitting, ...others] : others;
}

/** The candidates with their scores, best first, then by last update, namespace and key. */
export function rank<T extends Candidate>(
  candidates: readonly T[],
  terms: readonly string[],
  statistics: TextStatistics,
): (T & { readonly score: number })[] {
  const weights = terms.map((term) => weightOf(term, statistics));
  const meanLength = statistics.length / Math.max(1, statistics.items);
  return candidates
    .map((candidate) => ({ ...candidate, score: scoreOf(candidate, terms, weights, meanLength) }))
    .sort(
      (a, b) =>
        b.score - a.score ||
        b.updatedAt - a.updatedAt ||
        compareText(a.namespace, b.namespace) ||
        compareText(a.key, b.key),
    );
}

function weightOf(term: string, { items, frequency }: TextStatistics): number {
  const having = Math.min(frequency.get(term) ?? 0, items);
  return Math.max(MIN_WEIGHT, Math.log((items - having + 0.5) / (having + 0.5)));
}

function scoreOf(
  { counts, length }: Candidate,
  terms: readonly string[],
  weights: readonly number[],
  meanLength: number,
): number {
  let score = 0;
  for (const [at, term] of terms.entries()) {
    const count = Object.hasOwn(counts, term) ? (counts[term] ?? 0) : 0;
    score += ((weights[at] ?? 0) * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / meanLength));
  }
  return score;
}
