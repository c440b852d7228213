import type { SafetyAction, SafetyScore } from "../../state/safety.ts";
import type { Effect } from "../../state/task.ts";
import { DETECTORS, type Detector } from "./detectors.ts";
import { normalise, withDecodedPayloads } from "./normalise.ts";

/** What is known about an instruction besides its words. */
export interface SafetyContext {
  readonly effect: Effect;
  /** `security_hardening_enabled`: a single sign of harm blocks instead of escalating (guide 12). */
  readonly strict: boolean;
}

export interface SafetyAssessment {
  readonly action: SafetyAction;
  readonly score: SafetyScore;
  readonly message: string;
}

/** Judges one text. Pure and deterministic. */
export function assess(text: string, context: SafetyContext): SafetyAssessment {
  const versions = withDecodedPayloads(text).map(normalise);
  const found = DETECTORS.filter((detector) => versions.some((version) => matches(detector, version)));
  const action = decide(found, context);
  const reasons = found.map((detector) => detector.reason).join("; ");
  return { action, score: scoreOf(found), message: reasons ? `It ${reasons}.` : "No sign of harm found." };
}

/** `filter_unsafe_query` of guide 8.1. */
export function filterUnsafeQuery(
  text: string,
  context: SafetyContext,
): { isSafe: boolean; score: SafetyScore; message: string } {
  const { action, score, message } = assess(text, context);
  return { isSafe: action === "allow", score, message };
}

function decide(found: readonly Detector[], { strict }: SafetyContext): SafetyAction {
  if (found.length === 0) return "allow";
  return strict || found.length > 1 || found.some((detector) => detector.grave) ? "block" : "escalate";
}

function matches(detector: Detector, text: string): boolean {
  return (
    detector.patterns.every((pattern) => pattern.test(text)) &&
    !detector.unless?.some((pattern) => pattern.test(text))
  );
}

function scoreOf(found: readonly Detector[]): SafetyScore {
  const grave = found.some((detector) => detector.grave);
  const harmfulness =
    found.length === 0 ? 0.02 : Math.min(0.99, (grave ? 0.85 : 0.55) + 0.1 * (found.length - 1));
  return {
    safety: round(1 - harmfulness),
    harmfulness,
    helpfulness: found.length === 0 ? 0.98 : round(1 - harmfulness),
    over_refusal_risk: found.length === 1 && !grave ? 0.4 : found.length === 0 ? 0 : 0.15,
    categories: [...new Set(found.map((detector) => detector.category))],
    detectors: found.map(({ id, reason }) => ({ id, reason })),
    policy_references: [...new Set(found.map((detector) => detector.policy))],
    confidence: found.length === 0 ? 0.6 : grave ? 0.9 : 0.7,
  };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
