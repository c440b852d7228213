import { z } from "zod";
import { EffectSchema } from "./task.ts";

export const SAFETY_ACTIONS = ["allow", "revise", "escalate", "block"] as const;
export const SafetyActionSchema = z.enum(SAFETY_ACTIONS);
export type SafetyAction = z.infer<typeof SafetyActionSchema>;

/**
 * Where a text comes from: a user, our own blueprint, or something whose orders are never followed. Only a user's
 * own words may give orders; all else is data.
 */
export const TEXT_ORIGINS = ["user", "plan", "model", "memory", "remote_agent", "tool"] as const;
export const TextOriginSchema = z.enum(TEXT_ORIGINS);

export const ENVIRONMENTS = ["local", "test", "staging", "production"] as const;
export const DATA_CLASSES = ["personal", "health", "financial", "credentials", "confidential"] as const;

/** What is known about an instruction besides its words. What is absent is read from the text where it can be. */
export const SafetyContextSchema = z.strictObject({
  effect: EffectSchema.default("write").describe("What it does to the world"),
  strict: z.boolean().default(true).describe("security_hardening_enabled: one sign of a rule blocks"),
  origin: TextOriginSchema.default("user"),
  own_words: z.boolean().default(false).describe("Made of our own sentences: only rules speak of it"),
  environment: z.enum(ENVIRONMENTS).optional(),
  data: z.array(z.enum(DATA_CLASSES)).optional().describe("Kinds of data it touches"),
  spend: z.number().min(0).optional().describe("Money it moves, in the currency of the task"),
  recipients: z.enum(["none", "inside", "outside"]).optional().describe("Who receives something"),
});
export type SafetyContextInput = z.input<typeof SafetyContextSchema>;
export type SafetyContext = z.infer<typeof SafetyContextSchema>;

/** Scores are 0 to 1 (guide 8.1). */
export const SafetyScoreSchema = z.strictObject({
  safety: z.number().min(0).max(1).describe("1 is safe"),
  harmfulness: z.number().min(0).max(1),
  helpfulness: z.number().min(0).max(1).describe("How much of what was asked is still done"),
  over_refusal_risk: z.number().min(0).max(1).describe("How likely the refusal, if any, is a mistake"),
  categories: z.array(z.string()),
  detectors: z.array(z.strictObject({ id: z.string(), reason: z.string() })),
  policy_references: z.array(z.string()),
  confidence: z.number().min(0).max(1),
});
export type SafetyScore = z.infer<typeof SafetyScoreSchema>;

/** What the conversation agent changed, and what that was worth (WaltzRL, arXiv 2510.08240). */
export const SafetyRevisionSchema = z.strictObject({
  by: z.enum(["rules", "model"]),
  diff: z.string().describe("Lines taken out start with -, lines put in with +"),
  feedback: z.array(z.string()).describe("What the feedback agent said, turn by turn"),
  improvement_reward: z
    .number()
    .min(-1)
    .max(1)
    .describe("Dynamic Improvement Reward: R_c after minus before"),
});
export type SafetyRevision = z.infer<typeof SafetyRevisionSchema>;

/** The gate's decision on one task, or on the whole request (`task_id` null). */
export const SafetyVerdictSchema = z.strictObject({
  decision_id: z.string(),
  task_id: z.string().nullable(),
  action: SafetyActionSchema.describe("revise: the task was rewritten and passed the gate then"),
  message: z.string(),
  score: SafetyScoreSchema,
  revision: SafetyRevisionSchema.nullable(),
});
export type SafetyVerdict = z.infer<typeof SafetyVerdictSchema>;

/** A refusal as the result reports it. */
export const SafetyViolationSchema = z.strictObject({
  task_id: z.string().nullable(),
  category: z.string(),
  action: SafetyActionSchema,
  reason: z.string(),
  policy_reference: z.string().nullable(),
});
export type SafetyViolation = z.infer<typeof SafetyViolationSchema>;
