import { z } from "zod";

export const SAFETY_ACTIONS = ["allow", "revise", "escalate", "block"] as const;
export const SafetyActionSchema = z.enum(SAFETY_ACTIONS);
export type SafetyAction = z.infer<typeof SafetyActionSchema>;

/** Scores are 0 to 1 (guide 8.1). */
export const SafetyScoreSchema = z.strictObject({
  safety: z.number().min(0).max(1).describe("1 is safe"),
  harmfulness: z.number().min(0).max(1),
  helpfulness: z.number().min(0).max(1),
  over_refusal_risk: z.number().min(0).max(1),
  categories: z.array(z.string()),
  detectors: z.array(z.strictObject({ id: z.string(), reason: z.string() })),
  policy_references: z.array(z.string()),
  confidence: z.number().min(0).max(1),
});
export type SafetyScore = z.infer<typeof SafetyScoreSchema>;

/** The gate's decision on one task, or on the whole request (`task_id` null). */
export const SafetyVerdictSchema = z.strictObject({
  task_id: z.string().nullable(),
  action: SafetyActionSchema,
  message: z.string(),
  score: SafetyScoreSchema,
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
