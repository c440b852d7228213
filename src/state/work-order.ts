import { z } from "zod";
import { TierSchema } from "./agent.ts";
import { BudgetLimitsSchema } from "./budget.ts";
import { BusinessRequirementsSchema } from "./business.ts";
import { TaskSchema } from "./task.ts";
import { line } from "./text.ts";

/** What one Genesis asks of another's agent over A2A, as the data part of a message. */
export const WorkOrderSchema = z.strictObject({
  kind: z.literal("genesis.work-order"),
  version: z.literal(1),
  task: TaskSchema,
  business_id: z.uuid(),
  business_type: line({ min: 1, max: 80 }),
  requirements: BusinessRequirementsSchema,
  agent_id: z.string().min(1).max(80).describe("Who is to do it, by the catalogue's id"),
  tier: TierSchema.nullable(),
  idempotency_key: z.string().min(1).max(400).describe("The same order sent again is not done again"),
  seed: z.int().min(0).max(0xffffffff),
  budget: BudgetLimitsSchema.optional().describe("What is left of the budget of the run that orders"),
});
export type WorkOrder = z.infer<typeof WorkOrderSchema>;

/** Limits on what comes back, whoever sends it. */
export const WORK_REPORT_LIMITS = {
  summary: 4_000,
  documents: 20,
  documentBytes: 262_144,
  checks: 50,
} as const;

/** What comes back, as the data part of an artifact. Text from outside: shown and kept, never run and never obeyed. */
export const WorkReportSchema = z.strictObject({
  kind: z.literal("genesis.work-report"),
  version: z.literal(1),
  summary: z.string().min(1).max(WORK_REPORT_LIMITS.summary),
  documents: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/i, "must be a plain file name"),
        text: z.string().max(WORK_REPORT_LIMITS.documentBytes),
      }),
    )
    .max(WORK_REPORT_LIMITS.documents)
    .default([]),
  checks: z.array(z.string().max(400)).max(WORK_REPORT_LIMITS.checks).default([]),
  deployment_url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  simulated: z.boolean().default(false),
});
export type WorkReport = z.infer<typeof WorkReportSchema>;
