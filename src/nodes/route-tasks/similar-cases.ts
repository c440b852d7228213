import type { Task } from "../../state/task.ts";
import type { CaseIndex } from "../../stores/memory/case-index.ts";
import { caseText } from "../task-case.ts";

/** A task done before that resembles the one to be routed. */
export interface SimilarCase {
  readonly agent_id: string;
  /** 0 (nothing in common) to 1 (the same). */
  readonly similarity: number;
  /** 0 (failed) to 1 (went well). */
  readonly reward: number;
}

/** Who did tasks like this one before, and how it went. */
export interface SimilarCases {
  find(task: Task): readonly SimilarCase[];
}

/** The cases of the case bank that are like a task, for each agent its most similar. */
export function casesLike(index: CaseIndex, businessType: string): SimilarCases {
  return {
    find: (task) =>
      index
        .nearestByAgent(caseText(businessType, task))
        .map(({ agentId: agent_id, similarity, case: { reward } }) => ({ agent_id, similarity, reward })),
  };
}

/** What an agent's cases say for it. */
export interface CaseSupport {
  /** -1 (the same task failed) to 1 (it went perfectly); 0 without any case. */
  readonly support: number;
  readonly count: number;
  /** Cases that went rather well than badly. */
  readonly good: number;
  /** Similarity of the most similar. */
  readonly closest: number;
}

const NO_CASES: CaseSupport = { support: 0, count: 0, good: 0, closest: 0 };

/**
 * The mean of how an agent's cases went, weighted by the square of their similarity (a kernel estimate: several tasks
 * half alike don't outvote the one that is the same), and believed as far as the most similar one is similar.
 */
export function caseSupport(cases: readonly SimilarCase[], agentId: string): CaseSupport {
  const own = cases.filter(({ agent_id, similarity }) => agent_id === agentId && similarity > 0);
  if (own.length === 0) return NO_CASES;
  let [sum, weights, closest] = [0, 0, 0];
  for (const { similarity, reward } of own) {
    sum += similarity ** 2 * (2 * reward - 1);
    weights += similarity ** 2;
    closest = Math.max(closest, similarity);
  }
  const good = own.filter(({ reward }) => reward >= 0.5).length;
  return { support: (closest * sum) / weights, count: own.length, good, closest };
}
