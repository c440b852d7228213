import { z } from "zod";
import { EffectSchema } from "./task.ts";

/** One thing a person must decide (design 6). */
export const ApprovalRequestSchema = z.strictObject({
  request_id: z.string().min(1),
  task_id: z.string().nullable(),
  title: z.string(),
  reason: z.string(),
  change: z.string().describe("Exactly what will happen when approved"),
  effect: EffectSchema,
  categories: z.array(z.string()),
  policy_references: z.array(z.string()),
  digest: z.string().describe("SHA-256 of what is approved; an answer binds to it"),
});
export type ApprovalRequest = z.infer<typeof ApprovalRequestSchema>;

/** What the interrupt carries to people and tools. */
export const ApprovalPayloadSchema = z.strictObject({
  type: z.literal("approval"),
  business_id: z.string(),
  requests: z.array(ApprovalRequestSchema).min(1),
  problem: z.string().optional().describe("Why the previous answer could not be used"),
});
export type ApprovalPayload = z.infer<typeof ApprovalPayloadSchema>;

/** A person's answer to one request; a request without an answer counts as rejected (guide 8.2). */
export const ApprovalDecisionSchema = z.strictObject({
  request_id: z.string().min(1),
  decision: z.enum(["approve", "reject"]),
  reason: z.string().max(2_000).default(""),
  decided_by: z.string().max(200).default("unknown"),
});
export type ApprovalDecision = z.infer<typeof ApprovalDecisionSchema>;

export const ApprovalAnswerSchema = z.strictObject({ decisions: z.array(ApprovalDecisionSchema).max(500) });
export type ApprovalAnswer = z.infer<typeof ApprovalAnswerSchema>;
