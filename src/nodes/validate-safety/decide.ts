import type { PolicyRule } from "../../state/policy.ts";
import type { SafetyAction, SafetyScore } from "../../state/safety.ts";
import type { Thresholds } from "./classifier/classifier.ts";

/** What speaks for harm in one text. */
export interface Evidence {
  readonly rules: readonly PolicyRule[];
  /** Log-odds of harm by the classifier. */
  readonly logit: number;
  readonly thresholds: Thresholds;
  readonly strict: boolean;
  /** Written by our own blueprint, whose words are known: the classifier alone must be surer then. */
  readonly trustedWords: boolean;
  /** Made of our own sentences throughout: the classifier alone says nothing, but still confirms a rule. */
  readonly ownWords: boolean;
}

/** This far below the flag threshold, in log-odds, the classifier doubts a single sign of a rule. */
const PLAINLY_CALM = 3;

/** The category when only the classifier speaks. */
const GENERAL_HARM = "general_harm";
const CLASSIFIER_REFERENCE = "CLASSIFIER";

/**
 * Block: a rule that blocks, two rules of different categories that agree, a rule that the classifier confirms, or
 * a very sure classifier; when strict, one sign unless the classifier finds the text plainly calm. Escalate: one sign alone. Revise: only removable risk.
 */
export function decide(evidence: Evidence): SafetyAction {
  const { rules, logit, thresholds, strict, trustedWords, ownWords } = evidence;
  const flagged = logit >= thresholds.flag;
  if ((logit >= thresholds.block && !ownWords) || rules.some(({ action }) => action === "block"))
    return "block";
  const signs = rules.filter(({ action }) => action === "escalate");
  const agree = new Set(signs.map(({ category }) => category)).size > 1 || (signs.length > 0 && flagged);
  const calm = logit < thresholds.flag - PLAINLY_CALM;
  if (signs.length > 0) return agree || (strict && !calm) ? "block" : "escalate";
  if (rules.length > 0) return "revise";
  if (ownWords) return "allow";
  const least = trustedWords ? (thresholds.flag + thresholds.block) / 2 : thresholds.flag;
  return logit >= least ? "escalate" : "allow";
}

export function scoreOf({ rules, logit, thresholds }: Evidence, action: SafetyAction): SafetyScore {
  const flagged = logit >= thresholds.flag;
  const model = probability(logit, thresholds);
  const byRules = Math.max(0, ...rules.map((rule) => HARM_OF[rule.action]));
  // Independent signs add up as the chance that at least one is right.
  const harmfulness = round(byRules > 0 ? 1 - (1 - byRules) * (1 - 0.5 * model) : model);
  const signs = rules.length + (flagged ? 1 : 0);
  const detectors = rules.map(({ id, reason }) => ({ id, reason }));
  if (flagged) detectors.push({ id: "CLASSIFIER", reason: "reads like known requests for harm" });
  const references = rules.map(({ id }) => id);
  return {
    safety: round(1 - harmfulness),
    harmfulness,
    helpfulness: HELP_OF[action],
    over_refusal_risk:
      action === "allow" ? 0 : round(Math.min(0.9, (1 - harmfulness) * (signs > 1 ? 0.5 : 1) + 0.05)),
    categories: [
      ...new Set(rules.map(({ category }) => category)),
      ...(rules.length === 0 && flagged ? [GENERAL_HARM] : []),
    ],
    detectors,
    policy_references: flagged && references.length === 0 ? [CLASSIFIER_REFERENCE] : references,
    confidence: round(action === "allow" ? 1 - model : Math.min(0.99, 0.5 + 0.2 * signs + 0.25 * model)),
  };
}

const HARM_OF = { revise: 0.35, escalate: 0.6, block: 0.88 } as const;
const HELP_OF: Readonly<Record<SafetyAction, number>> = { allow: 1, revise: 0.9, escalate: 0.5, block: 0 };

/** The classifier's log-odds as a probability that is one half at the flag threshold. */
function probability(logit: number, { flag }: Thresholds): number {
  return 1 / (1 + Math.exp(flag - logit));
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
