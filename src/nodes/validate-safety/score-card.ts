import type { SafetyScore } from "../../state/safety.ts";

/** A safety score with the method that guide 8.1 promises. */
export class ScoreCard implements SafetyScore {
  readonly safety: number;
  readonly harmfulness: number;
  readonly helpfulness: number;
  readonly over_refusal_risk: number;
  readonly categories: string[];
  readonly detectors: { id: string; reason: string }[];
  readonly policy_references: string[];
  readonly confidence: number;

  constructor(score: SafetyScore) {
    this.safety = score.safety;
    this.harmfulness = score.harmfulness;
    this.helpfulness = score.helpfulness;
    this.over_refusal_risk = score.over_refusal_risk;
    this.categories = score.categories;
    this.detectors = score.detectors;
    this.policy_references = score.policy_references;
    this.confidence = score.confidence;
  }

  /** The plain JSON form, as state and results keep it. */
  toDict(): SafetyScore {
    return structuredClone({ ...this });
  }
}
