import { z } from "zod";
import { BudgetRaiseSchema } from "./budget.ts";
import { EffectSchema } from "./task.ts";
import { LIMITS, prose } from "./text.ts";

/** One thing a person must decide (design 6). */
export const ApprovalRequestSchema = z.strictObject({
  request_id: z.string().min(1),
  task_id: z.string().nullable().describe("null: the business itself, or its budget"),
  title: z.string(),
  reason: z.string(),
  change: z.string().describe("Exactly what will happen when approved"),
  effect: EffectSchema,
  categories: z.array(z.string()),
  policy_references: z.array(z.string()),
  digest: z.string().describe("SHA-256 of what is approved; an answer binds to it"),
  deadline: z.iso.datetime().describe("Without an answer by then it counts as rejected"),
  budget: BudgetRaiseSchema.optional().describe("When what is asked for is a larger budget"),
});
export type ApprovalRequest = z.infer<typeof ApprovalRequestSchema>;

/** What LangChain's Agent Inbox shows and lets a person do (`HumanInterrupt` of @langchain/langgraph/prebuilt). */
const HumanInterruptSchema = z.object({
  action_request: z.strictObject({ action: z.string(), args: z.record(z.string(), z.string()) }),
  config: z.strictObject({
    allow_accept: z.boolean(),
    allow_edit: z.boolean(),
    allow_respond: z.boolean(),
    allow_ignore: z.boolean(),
  }),
  description: z.string(),
});

/** What the interrupt carries to people and tools; it is an Agent Inbox interrupt too. */
export const ApprovalPayloadSchema = HumanInterruptSchema.extend({
  type: z.literal("approval"),
  business_id: z.string(),
  requests: z.array(ApprovalRequestSchema).min(1),
  problem: z.string().optional().describe("Why the previous answer could not be used"),
});
export type ApprovalPayload = z.infer<typeof ApprovalPayloadSchema>;

/**
 * A person's answer to one request. `edit` approves the task with another description, which passes the gate again;
 * `respond` is a remark and decides nothing.
 */
export const ApprovalDecisionSchema = z
  .strictObject({
    request_id: z.string().min(1),
    decision: z.enum(["approve", "reject", "edit", "respond"]),
    reason: z.string().max(2_000).default(""),
    decided_by: z.string().max(200).default("unknown"),
    change: prose(LIMITS.description).optional().describe("With edit: the new description of the task"),
    digest: z.string().optional().describe("What the person saw; refused when it is not what waits"),
  })
  .refine(({ decision, change }) => (decision === "edit") === (change !== undefined), {
    message: "an edit needs the new text in `change`, and only an edit has one",
  });
export type ApprovalDecision = z.infer<typeof ApprovalDecisionSchema>;

/** Requests that are not named stay open; an empty list answers all of them with no (guide 8.2). */
export const ApprovalAnswerSchema = z.strictObject({ decisions: z.array(ApprovalDecisionSchema).max(500) });
export type ApprovalAnswer = z.infer<typeof ApprovalAnswerSchema>;

/** A decision as the run keeps it: single use, bound to the digest of what was decided. */
export const RecordedDecisionSchema = z.strictObject({
  request_id: z.string(),
  task_id: z.string().nullable(),
  digest: z.string(),
  decision: z.enum(["approve", "reject", "edit"]),
  reason: z.string(),
  decided_by: z.string(),
  decided_at: z.iso.datetime(),
});
export type RecordedDecision = z.infer<typeof RecordedDecisionSchema>;

/** The requests that nobody has decided yet. */
export function openRequests(state: {
  readonly approval_requests: readonly ApprovalRequest[];
  readonly approval_decisions: readonly RecordedDecision[];
}): ApprovalRequest[] {
  const decided = new Set(state.approval_decisions.map(({ request_id }) => request_id));
  return state.approval_requests.filter(({ request_id }) => !decided.has(request_id));
}
