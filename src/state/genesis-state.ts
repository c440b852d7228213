import { ReducedValue, StateSchema } from "@langchain/langgraph";
import { z } from "zod";
import { RosterSchema } from "./agent.ts";
import { ApprovalRequestSchema, RecordedDecisionSchema } from "./approval.ts";
import { BudgetLimitsSchema } from "./budget.ts";
import {
  BusinessCreationResultSchema,
  BusinessRequirementsSchema,
  ExecutionModeSchema,
  RequirementsInputSchema,
} from "./business.ts";
import { IdeaSourceSchema, SimilarBusinessSchema } from "./idea.ts";
import { AgentTrackRecordSchema } from "./memory-record.ts";
import { RevenueProjectionSchema } from "./revenue.ts";
import { RoutingPlanSchema } from "./routing.ts";
import { type Warning, WarningSchema } from "./run-event.ts";
import { SafetyVerdictSchema, SafetyViolationSchema } from "./safety.ts";
import { BusinessCreationStatusSchema, nextStatus, TerminalStatusSchema } from "./status.ts";
import { TaskGraphSchema, TaskResultSchema } from "./task.ts";

/** A coded error as the state keeps it. */
export const ErrorInfoSchema = z.object({
  code: z.string(),
  category: z.enum(["user", "system", "third_party", "budget", "safety"]),
  message: z.string(),
  hint: z.string(),
  retryable: z.boolean(),
});

/** What is to become of the run, decided by a node and carried out by `finish`. */
export const OutcomeSchema = z.object({
  status: TerminalStatusSchema,
  error: ErrorInfoSchema.nullable(),
});

/** One round of SE-Darwin: what failed and what the next round does differently. */
export const EvolutionSchema = z.object({
  round: z.int().min(1),
  operator: z.enum(["revision", "recombination", "refinement"]),
  diagnosis: z.string(),
  avoid: z.record(z.string(), z.array(z.string())).describe("task id -> agents that failed it"),
  dropped_tasks: z.array(z.string()),
  refined_tasks: z.array(z.string()).default([]).describe("Decomposed further, into smaller steps"),
  re_enter_at: z.enum(["compose-team", "decompose-tasks"]),
});
export type Evolution = z.infer<typeof EvolutionSchema>;

/** Reducer: adds to a log, leaving out what is already there, so that a repeated node adds nothing twice. */
export function appendUnique<T>(log: readonly T[], more: readonly T[]): T[] {
  const known = new Set(log.map((item) => JSON.stringify(item)));
  return [...log, ...more.filter((item) => !known.has(JSON.stringify(item)))];
}

function log<T>(item: z.ZodType<T>) {
  return new ReducedValue(
    z.array(item).default(() => []),
    {
      inputSchema: z.array(item),
      reducer: (current: T[], more: T[]) => appendUnique(current, more),
    },
  );
}

/**
 * The channels of the graph. JSON only and small: bodies live in the workspace or the store.
 * The fields of the request and of the result are channels of the same name, so that Studio and the
 * LangGraph server show the contracts themselves.
 */
export const GenesisStateSchema = new StateSchema({
  // The request. Input is parsed strictly by `intake`, so that a bad request is a FAILED result, not a throw.
  business_type: z.string().default(""),
  requirements: z
    .union([BusinessRequirementsSchema, z.record(z.string(), z.unknown())])
    .nullable()
    .default(null),
  autonomous: z.boolean().default(true),
  seed: z.number().nullable().default(null),
  execution_mode: z.string().default(""),
  business_id: z.string().default(""),
  improves: z.string().nullable().default(null),
  budget: z
    .union([BudgetLimitsSchema, z.record(z.string(), z.unknown())])
    .nullable()
    .default(null),

  // Progress.
  status: new ReducedValue(BusinessCreationStatusSchema.default("INITIALIZING"), {
    inputSchema: BusinessCreationStatusSchema,
    reducer: nextStatus,
  }),
  started_at: z.string().nullable().default(null),
  outcome: OutcomeSchema.nullable().default(null),
  warnings: log<Warning>(WarningSchema),

  // What the subsystems produce.
  similar_businesses: z.array(SimilarBusinessSchema).default(() => []),
  best_practices: z.array(z.string()).default(() => []),
  agent_records: z.array(AgentTrackRecordSchema).default(() => []),
  idea_source: IdeaSourceSchema.nullable().default(null),
  given_fields: z
    .array(z.string())
    .default(() => [])
    .describe("Fields of the requirements the user decided"),
  roster: RosterSchema.nullable().default(null),
  task_graph: TaskGraphSchema.nullable().default(null),
  routing_plan: RoutingPlanSchema.nullable().default(null),
  safety_verdicts: z.array(SafetyVerdictSchema).default(() => []),
  approval_requests: z.array(ApprovalRequestSchema).default(() => []),
  approval_decisions: z.array(RecordedDecisionSchema).default(() => []),
  evolutions: log(EvolutionSchema),

  // The result.
  success: z.boolean().default(false),
  team_composition: z.array(z.string()).default(() => []),
  task_results: z.array(TaskResultSchema).default(() => []),
  task_count: z.number().default(0),
  deployment_url: z.string().nullable().default(null),
  error_message: z.string().nullable().default(null),
  execution_time_seconds: z.number().default(0),
  timestamp: z.string().nullable().default(null),
  safety_violations: log(SafetyViolationSchema),
  revenue_projection: RevenueProjectionSchema.nullable().default(null),
  metadata: z.record(z.string(), z.unknown()).default(() => ({})),
});

/** What callers send: a `BusinessRequest`. Kept wide on purpose; `intake` tells what is wrong with it. */
export const GenesisInputSchema = new StateSchema({
  business_type: z.string().describe("Archetype identifier, e.g. saas_tool"),
  requirements: z
    .union([RequirementsInputSchema, z.record(z.string(), z.unknown())])
    .nullable()
    .optional()
    .describe("What is already decided; the rest is generated"),
  autonomous: z.boolean().default(true).describe("false: a person approves what is risky or has an effect"),
  seed: z.number().nullable().optional().describe("Same seed, same idea, plan and team"),
  execution_mode: z
    .string()
    .optional()
    .describe("real or simulated; that of the configuration when absent")
    .meta({ examples: ExecutionModeSchema.options }),
  business_id: z.string().optional().describe("Identity of the run (UUID); generated when absent"),
  improves: z.string().nullable().optional().describe("The business whose product this run works on (UUID)"),
  budget: z
    .union([BudgetLimitsSchema, z.record(z.string(), z.unknown())])
    .nullable()
    .optional()
    .describe("What the run may spend at most: usd, tokens, calls, seconds"),
});

/** What callers get. A StateSchema too: beside one, LangGraph shows no plain zod schema to Studio and the server. */
export const GenesisOutputSchema = new StateSchema(BusinessCreationResultSchema.shape);

export type GenesisState = typeof GenesisStateSchema.State;
export type GenesisUpdate = typeof GenesisStateSchema.Update;
