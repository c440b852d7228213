import { z } from "zod";

/** The four levels of guide 7.2. */
export const DIFFICULTIES = ["Easy", "Standard", "Hard", "Critical"] as const;
export const DifficultySchema = z.enum(DIFFICULTIES);
export type Difficulty = z.infer<typeof DifficultySchema>;

/** Output of the HALO router (guide 7.2). */
export const RoutingPlanSchema = z.strictObject({
  assignments: z.record(z.string(), z.string()).describe("task id -> agent id"),
  explanations: z.record(z.string(), z.string()).describe("task id -> why, for people"),
  unassigned_tasks: z.array(z.string()).describe("Tasks nobody on the team can do"),
  metadata: z.strictObject({
    difficulties: z.record(z.string(), DifficultySchema),
    estimated_cost_usd: z.number().min(0),
    baseline_cost_usd: z.number().min(0).describe("Cost of always taking the strongest agent"),
    cost_aware: z.boolean().describe("false when performance_optimizations_enabled is off"),
  }),
});
export type RoutingPlan = z.infer<typeof RoutingPlanSchema>;
