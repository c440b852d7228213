import type { PolicyRule } from "../../state/policy.ts";
import {
  type SafetyAction,
  type SafetyContext,
  type SafetyContextInput,
  SafetyContextSchema,
  type SafetyScore,
} from "../../state/safety.ts";
import { loadPolicies } from "../../templates/policies.ts";
import { readSafetyModel } from "../../templates/safety-model.ts";
import { type Classifier, createClassifier } from "./classifier/classifier.ts";
import { createLexicon } from "./classifier/lexicon.ts";
import { readModel } from "./classifier/model-file.ts";
import { readWordVectors } from "./classifier/word-vectors.ts";
import { decide, type Evidence, scoreOf } from "./decide.ts";
import { matchingRules } from "./match-rules.ts";
import { closedUp, normalise, unmasked } from "./normalise.ts";
import { passagesOf } from "./passages.ts";
import { decodedPayloads } from "./payloads.ts";
import { ScoreCard } from "./score-card.ts";
import { withFactsOf } from "./text-facts.ts";

export interface SafetyAssessment {
  readonly action: SafetyAction;
  readonly score: SafetyScore;
  readonly message: string;
  /** The rules that hold, for a revision. */
  readonly rules: readonly PolicyRule[];
}

/** The safety gate (guide 8): judges texts. Pure and deterministic once made. */
export interface SafetyGate {
  assess(text: string, context?: SafetyContextInput): SafetyAssessment;
}

export interface GateParts {
  readonly rules: readonly PolicyRule[];
  readonly classifier: Classifier;
}

/** Judgements that are kept: a run that evolves, resumes or is edited brings most of its texts again. */
const MAX_KEPT = 1_024;

export function createGate(parts: GateParts): SafetyGate {
  const kept = new Map<string, SafetyAssessment>();
  const gate = uncached(parts);
  return {
    assess(text, input = {}) {
      const key = JSON.stringify([text, input]);
      const known = kept.get(key);
      if (known) return known;
      const assessment = gate.assess(text, input);
      if (kept.size >= MAX_KEPT) kept.clear();
      kept.set(key, assessment);
      return assessment;
    },
  };
}

function uncached({ rules, classifier }: GateParts): SafetyGate {
  return {
    assess(text, input = {}) {
      const context = SafetyContextSchema.parse(input);
      const versions = versionsOf(text);
      const found = matchingRules(rules, versions.map(passagesOf), withFactsOf(versions[0] ?? "", context));
      const { strict, origin, own_words: ownWords } = context;
      // Of our own sentences the classifier only confirms a rule.
      const read = ownWords && found.length === 0 ? [] : versions;
      const logit = Math.max(...read.map((version) => classifier.logit(version)));
      const { thresholds } = classifier;
      return assessment(
        { rules: found, logit, thresholds, strict, trustedWords: origin === "plan", ownWords },
        origin,
      );
    },
  };
}

/** The readings of a text: as written, with its masks off, and what its encoded parts say. */
function versionsOf(text: string): string[] {
  const plain = normalise(text);
  const payloads = decodedPayloads(text).map(normalise);
  return [...new Set([plain, unmasked(plain), normalise(closedUp(text)), ...payloads])];
}

function assessment(evidence: Evidence, origin: SafetyContext["origin"]): SafetyAssessment {
  // An order inside data is not escalated to be obeyed later: it is dropped.
  const hostile =
    origin !== "user" &&
    origin !== "plan" &&
    evidence.rules.some(({ category }) => category === "prompt_injection");
  const action = hostile ? "block" : decide(evidence);
  const score = scoreOf(evidence, action);
  const reasons = score.detectors.map(({ reason }) => reason).join("; ");
  const message = action === "allow" ? "No sign of harm found." : `It ${reasons}.`;
  return { action, score, message, rules: evidence.rules };
}

/** The gate with the shipped classifier and the policy. Throws POLICY_INVALID for a broken policy file. */
export function loadGate({ policyFolders = [] }: { policyFolders?: readonly string[] } = {}): SafetyGate {
  return createGate({ rules: loadPolicies({ folders: policyFolders }), classifier: shippedClassifier() });
}

let shipped: Classifier | undefined;

/** Read once in a process: the files never change while it runs. */
export function shippedClassifier(): Classifier {
  if (shipped) return shipped;
  const { classifier, wordVectors, lexicon } = readSafetyModel();
  shipped = createClassifier({
    ...readModel(classifier),
    vectors: readWordVectors(wordVectors),
    lexicon: createLexicon(lexicon),
  });
  return shipped;
}

let standard: SafetyGate | undefined;

export interface SafetyAnswer {
  readonly isSafe: boolean;
  readonly score: ScoreCard;
  readonly message: string;
}

/**
 * `filter_unsafe_query` of guide 8.1 with the built-in policy: is a text safe to act upon as it is? Anything but
 * `allow` is not. Throws a ZodError for a context that is no SafetyContext.
 */
export function filterUnsafeQuery(text: string, context: SafetyContextInput = {}): SafetyAnswer {
  standard ??= loadGate();
  const { action, score, message } = standard.assess(text, context);
  return { isSafe: action === "allow", score: new ScoreCard(score), message };
}
