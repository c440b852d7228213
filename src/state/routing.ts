import { z } from "zod";
import { TierSchema } from "./agent.ts";
import { EffectSchema, PhaseSchema } from "./task.ts";

/** The four levels of guide 7.2, easiest first. */
export const DIFFICULTIES = ["Easy", "Standard", "Hard", "Critical"] as const;
export const DifficultySchema = z.enum(DIFFICULTIES);
export type Difficulty = z.infer<typeof DifficultySchema>;

const text = z.string().trim().min(1).max(200);
/** One value, or several of which any will do. */
function anyOf<T extends z.ZodType>(value: T) {
  return z
    .union([value, z.array(value).min(1)])
    .transform((given) => (Array.isArray(given) ? given : [given]));
}
const texts = anyOf(text);

/** A rule of the house for routing, from `routing.rules` in the config file. */
export const RoutingRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_-]{0,59}$/, "must be lower case letters, digits, - or _"),
  /** Rules of higher priority are applied first and win; equal ones in the order they are written. */
  priority: z.int().min(-1_000).max(1_000).default(0),
  /** All that are given must hold for a task; none given = every task. */
  when: z
    .strictObject({
      phase: anyOf(PhaseSchema).optional(),
      capability: texts.optional(),
      difficulty: anyOf(DifficultySchema).optional(),
      effect: anyOf(EffectSchema).optional(),
      business_type: texts.optional(),
      feature: texts.optional().describe("Part of the feature's text, whatever its case"),
      text: texts.optional().describe("Part of the task's title or description, whatever its case"),
      critical: z.boolean().optional(),
    })
    .default({}),
  // Agents by id or alias.
  apply: z
    .strictObject({
      require: text.optional(),
      prefer: text.optional(),
      forbid: texts.optional(),
      tier: TierSchema.optional(),
    })
    .refine((wishes) => Object.values(wishes).some((value) => value !== undefined), {
      message: "must say at least one of require, prefer, forbid and tier",
    }),
});
export type RoutingRule = z.infer<typeof RoutingRuleSchema>;

/** How one task is routed. */
export const TaskRouteSchema = z.strictObject({
  tier: TierSchema.describe("The agent or its model is used at this tier; never above the agent's own"),
  expected_quality: z.number().min(0).max(1).describe("Believed probability of success"),
  cost_usd: z.number().min(0),
  baseline_cost_usd: z.number().min(0).describe("Of the strongest agent that can do the task"),
  start_hours: z.number().min(0).describe("Planned, from the beginning of the work"),
  finish_hours: z.number().min(0),
});

/** Output of the HALO router (guide 7.2). */
export const RoutingPlanSchema = z.strictObject({
  assignments: z.record(z.string(), z.string()).describe("task id -> agent id"),
  explanations: z.record(z.string(), z.string()).describe("task id -> why, for people"),
  unassigned_tasks: z.array(z.string()).describe("Tasks nobody on the team can do"),
  metadata: z.strictObject({
    difficulties: z.record(z.string(), DifficultySchema),
    routes: z.record(z.string(), TaskRouteSchema).describe("task id -> tier, quality, cost and time"),
    estimated_cost_usd: z.number().min(0),
    baseline_cost_usd: z.number().min(0).describe("Cost of always taking the strongest agent"),
    saved_cost_usd: z.number().describe("The difference; below 0 when a rule wants somebody dearer"),
    makespan_hours: z.number().min(0).describe("Planned, with every agent's concurrency"),
    cost_aware: z.boolean().describe("false when performance_optimizations_enabled is off"),
    below_floor: z.array(z.string()).describe("Tasks whose best agent is below the quality floor"),
    outside_team: z.array(z.string()).describe("Tasks that a rule gave to somebody outside the team"),
    rules: z
      .array(z.strictObject({ rule_id: z.string(), matched: z.int().min(0), applied: z.int().min(0) }))
      .describe("How many tasks each rule of the house matched, and for how many it could be followed"),
    outcomes_learnt: z.int().min(0).describe("Outcomes of earlier tasks that quality and prices rest on"),
    with_similar_cases: z
      .int()
      .min(0)
      .default(0)
      .describe("Tasks for which similar cases of the case bank were weighed"),
  }),
});
export type RoutingPlan = z.infer<typeof RoutingPlanSchema>;
