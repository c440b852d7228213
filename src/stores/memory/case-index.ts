import type { Case } from "../../state/memory-record.ts";
import type { CaseOptions, SimilarCase } from "./case-bank.ts";
import { SimilarityIndex } from "./similarity.ts";

/** Characters that are read of a case or a question: a task with the longest feature fits. */
const MAX_TEXT = 1_000;

/** Cases at hand, read once, for as many questions as there are. */
export class CaseIndex {
  readonly #cases: readonly Case[];
  readonly #options: Pick<CaseOptions, "count" | "minSimilarity">;
  readonly #index: SimilarityIndex;

  constructor(cases: readonly Case[], options: Pick<CaseOptions, "count" | "minSimilarity">) {
    this.#cases = cases;
    this.#options = options;
    this.#index = new SimilarityIndex(cases.map(({ state }) => state.slice(0, MAX_TEXT)));
  }

  /**
   * For each agent its `count` most similar cases, well or badly as they went: who asks whom to choose needs both.
   * Most similar first; equal ones in the order they were given.
   */
  nearestByAgent(text: string): (Omit<SimilarCase, "weight"> & { readonly agentId: string })[] {
    const { count, minSimilarity } = this.#options;
    const measured = this.#index.of(text.slice(0, MAX_TEXT));
    const taken = new Map<string, number>();
    return this.#cases
      .flatMap((one, at) => {
        const similarity = measured[at] ?? 0;
        const near = similarity > 0 && similarity >= minSimilarity;
        return near && one.agent_id !== null ? [{ case: one, similarity, agentId: one.agent_id }] : [];
      })
      .sort((a, b) => b.similarity - a.similarity)
      .filter(({ agentId }) => {
        const before = taken.get(agentId) ?? 0;
        taken.set(agentId, before + 1);
        return before < count;
      });
  }
}
