import type { Task } from "../../state/task.ts";

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

/** What an agent's cases say for it: -1 (all alike, all failed) to 1; 0 without any. */
export function caseSupport(cases: readonly SimilarCase[], agentId: string): number {
  const own = cases.filter((found) => found.agent_id === agentId);
  const sum = own.reduce((total, { similarity, reward }) => total + similarity * (2 * reward - 1), 0);
  return own.length === 0 ? 0 : sum / own.length;
}
