import { digest } from "../../state/digest.ts";
import type { SafetyAction, SafetyVerdict } from "../../state/safety.ts";
import type { Logger } from "../../telemetry/logger.ts";

/** One decision of the gate, for logs, counters and traces. Holds no text of the user. */
export interface SafetyDecision {
  readonly decision_id: string;
  readonly task_id: string | null;
  readonly action: SafetyAction;
  readonly categories: readonly string[];
  readonly reason: string;
  readonly safety: number;
  readonly harmfulness: number;
  readonly helpfulness: number;
  /** null when nothing was rewritten. */
  readonly improvement_reward: number | null;
  readonly latency_ms: number;
}

/** Receives every decision; counters by category and action hang on it. */
export type OnSafetyDecision = (decision: SafetyDecision) => void;

/** The same for the same text and outcome in one run, so that a repeated node repeats its ids. */
export function decisionId(
  businessId: string,
  taskId: string | null,
  text: string,
  action: SafetyAction,
): string {
  return digest({ businessId, taskId, text, action }).slice(0, 16);
}

export function decisionOf(verdict: SafetyVerdict, latencyMs: number): SafetyDecision {
  const { decision_id, task_id, action, message, score, revision } = verdict;
  return {
    decision_id,
    task_id,
    action,
    categories: score.categories,
    reason: message,
    safety: score.safety,
    harmfulness: score.harmfulness,
    helpfulness: score.helpfulness,
    improvement_reward: revision?.improvement_reward ?? null,
    latency_ms: latencyMs,
  };
}

/** What was allowed is said quietly, all else aloud. */
export function logDecision(log: Logger, decision: SafetyDecision): void {
  if (decision.action === "allow") log.debug(decision, "safety: allowed");
  else log.warn(decision, `safety: ${decision.action}: ${decision.reason}`);
}
