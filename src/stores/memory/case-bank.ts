import type { Case } from "../../state/memory-record.ts";
import type { Memory } from "./memory.ts";
import { writeOf } from "./namespaces.ts";
import { similarities } from "./similarity.ts";

export interface CaseQuery {
  /** What is to be done, in words: a task with its feature, or the requirements of a business. */
  readonly text: string;
  readonly businessType?: string | undefined;
  readonly agentId?: string | undefined;
}

export interface CaseOptions {
  /** How many cases at most; Memento found K = 4 best. */
  readonly count: number;
  /** Cosine, 0 to 1. */
  readonly minSimilarity: number;
  /** 0 to 1; what went better is an example. */
  readonly minReward: number;
  /** Ask for what went worse than `minReward` instead: what to avoid. */
  readonly failures?: boolean;
  readonly scope?: Case["scope"] | undefined;
}

export interface SimilarCase {
  readonly case: Case;
  readonly similarity: number;
  /** Similarity x reward; for failures similarity x (1 - reward). */
  readonly weight: number;
}

const MAX_CANDIDATES = 100;

/**
 * Case-based memory (Memento, arXiv 2508.16153, non-parametric): cases are only ever added, and found again by
 * similarity weighted with how well they went.
 */
export class CaseBank {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** The best cases for a query, best first; the same bank and query always give the same answer. */
  async similarCases(
    { text, businessType, agentId }: CaseQuery,
    options: CaseOptions,
  ): Promise<SimilarCase[]> {
    const found = await this.#memory.findCases({ text, businessType, agentId, limit: MAX_CANDIDATES });
    return rankCases(text, found, options);
  }

  /** Adds the cases that are not there yet, and returns how many. */
  add(cases: readonly Case[]): Promise<number> {
    return this.#memory.addCases(cases);
  }
}

export function rankCases(text: string, cases: readonly Case[], options: CaseOptions): SimilarCase[] {
  const { count, minSimilarity, minReward, failures = false, scope } = options;
  const measured = similarities(
    text,
    cases.map(({ state }) => state),
  );
  return cases
    .map((one, at) => {
      const similarity = measured[at] ?? 0;
      return { case: one, similarity, weight: similarity * (failures ? 1 - one.reward : one.reward) };
    })
    .filter(({ similarity }) => similarity > 0 && similarity >= minSimilarity)
    .filter(({ case: { reward } }) => reward >= minReward !== failures)
    .filter(({ case: one }) => scope === undefined || one.scope === scope)
    .sort((a, b) => b.weight - a.weight || b.similarity - a.similarity || compareKeys(a.case, b.case))
    .slice(0, count);
}

function compareKeys(a: Case, b: Case): number {
  return writeOf(a).key < writeOf(b).key ? -1 : 1;
}
