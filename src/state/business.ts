import { z } from "zod";
import { BudgetLimitsSchema } from "./budget.ts";
import { RevenueProjectionSchema } from "./revenue.ts";
import { SafetyViolationSchema } from "./safety.ts";
import { TerminalStatusSchema } from "./status.ts";
import { TaskResultSchema } from "./task.ts";
import { LIMITS, line, prose } from "./text.ts";

/** What a business shall be (guide 17.1). Text is kept verbatim; it is escaped where it is rendered. */
export const BusinessRequirementsSchema = z.strictObject({
  name: line(LIMITS.name).describe("Business name or codename"),
  description: prose(LIMITS.description).describe("One-paragraph summary"),
  target_audience: line(LIMITS.line).describe("Intended user segment"),
  monetization: line(LIMITS.line).describe("Strategy: freemium, subscription, ads, ..."),
  mvp_features: z
    .array(line(LIMITS.line))
    .min(1, "must not be empty")
    .max(LIMITS.features, `must have at most ${LIMITS.features} entries`)
    .describe("Must-have features for launch"),
  tech_stack: z
    .array(line(LIMITS.line))
    .min(1, "must not be empty")
    .max(LIMITS.technologies, `must have at most ${LIMITS.technologies} entries`)
    .describe("Tech components required"),
  success_metrics: z
    .record(line({ min: 1, max: 80 }), line(LIMITS.line))
    .refine((metrics) => Object.keys(metrics).length <= LIMITS.metrics, {
      message: `must have at most ${LIMITS.metrics} entries`,
    })
    .describe("KPI targets by name"),
  business_type: line({ min: 1, max: 80 }).describe("Archetype identifier"),
  estimated_time: line(LIMITS.line).describe("Expected build time"),
});
export type BusinessRequirements = z.infer<typeof BusinessRequirementsSchema>;

/** Requirements as a user gives them: any part may be missing and is then generated (guide 18.2). */
export const RequirementsInputSchema = BusinessRequirementsSchema.partial();
export type RequirementsInput = z.infer<typeof RequirementsInputSchema>;

/**
 * How tasks are carried out: `real` builds and launches a product, `simulated` produces deterministic payloads and
 * touches nothing (guide 10.1).
 */
export const EXECUTION_MODES = ["real", "simulated"] as const;
export const ExecutionModeSchema = z.enum(EXECUTION_MODES);
export type ExecutionMode = z.infer<typeof ExecutionModeSchema>;

/** A request to create a business: the input of the graph. */
export const BusinessRequestSchema = z.strictObject({
  business_type: line({ min: 1, max: 80 }).describe("Archetype identifier, e.g. saas_tool"),
  requirements: RequirementsInputSchema.optional().describe("What is already decided; the rest is generated"),
  autonomous: z.boolean().default(true).describe("false: a person approves what is risky or has an effect"),
  seed: z.int().min(0).max(0xffffffff).optional().describe("Same seed, same idea, plan and team"),
  execution_mode: ExecutionModeSchema.default("real"),
  business_id: z.uuid().optional().describe("Identity of the run; generated when absent"),
  budget: BudgetLimitsSchema.optional().describe(
    "What the run may spend at most; it can tighten what the configuration allows, never widen it",
  ),
  improves: z
    .uuid()
    .optional()
    .describe(
      "The business whose product this run works on; name and requirements are then those of it as a whole",
    ),
});
export type BusinessRequest = z.input<typeof BusinessRequestSchema>;

/** The outcome of a run: the output of the graph (guide 17.2; design 4). */
export const BusinessCreationResultSchema = z.strictObject({
  business_id: z.uuid(),
  status: TerminalStatusSchema,
  success: z.boolean(),
  requirements: BusinessRequirementsSchema.nullable().describe(
    "null when the run was refused before the idea",
  ),
  team_composition: z.array(z.string()).describe("Ids of the agents assigned"),
  task_results: z.array(TaskResultSchema),
  task_count: z.int().min(0),
  deployment_url: z.string().nullable(),
  error_message: z.string().nullable(),
  execution_time_seconds: z.number().min(0),
  timestamp: z.iso.datetime().describe("When the run ended, UTC"),
  safety_violations: z.array(SafetyViolationSchema),
  revenue_projection: RevenueProjectionSchema,
  metadata: z.record(z.string(), z.unknown()).describe("Team size, warnings, error code and other context"),
});
export type BusinessCreationResult = z.infer<typeof BusinessCreationResultSchema>;
