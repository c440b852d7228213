import { z } from "zod";
import { LIMITS } from "./text.ts";

/** Phases of a plan in the only order that is true: nothing is built before it is designed, and so on. */
export const PHASES = ["discover", "design", "build", "test", "deploy", "launch"] as const;
export const PhaseSchema = z.enum(PHASES);

/** What a task does to the world outside the run. `money` and `deploy` are irreversible without a person. */
export const EFFECTS = ["read", "write", "money", "deploy"] as const;
export const EffectSchema = z.enum(EFFECTS);
export type Effect = z.infer<typeof EffectSchema>;

/** A step of the plan (guide 7.1). */
export const TaskSchema = z.strictObject({
  task_id: z.string().min(1).max(120),
  title: z.string().min(1),
  description: z.string().min(1),
  phase: PhaseSchema,
  feature: z.string().nullable().describe("The MVP feature this step belongs to, if any"),
  depends_on: z.array(z.string()),
  capabilities: z.array(z.string()).min(1).describe("What an agent must be able to do"),
  expected_outputs: z.array(z.string()).min(1),
  effort_hours: z.number().positive(),
  critical: z.boolean().describe("Its failure fails the run"),
  effect: EffectSchema,
});
export type Task = z.infer<typeof TaskSchema>;

/** A node of the hierarchy above the steps: a phase, or a feature within a phase. */
export const TaskGroupSchema = z.strictObject({
  group_id: z.string().min(1).describe("`build`, or `build/feature-2`"),
  parent: z.string().nullable().describe("The phase a feature belongs to; null for a phase"),
  level: z.enum(["phase", "feature"]),
  title: z.string().min(1),
  task_ids: z.array(z.string()).describe("Steps right in this group, not those of groups below it"),
});
export type TaskGroup = z.infer<typeof TaskGroupSchema>;

/**
 * A hierarchical directed acyclic graph (guide 7.1): `tasks` are the steps in topological order, `groups` the phases
 * and features above them.
 */
export const TaskGraphSchema = z.strictObject({
  tasks: z.array(TaskSchema).min(1).max(LIMITS.tasks),
  groups: z.array(TaskGroupSchema).default([]),
  chunks: z
    .array(z.array(z.string()).min(1).max(LIMITS.chunk))
    .default([])
    .describe("Task ids in parts that belong together; no part depends on a later one"),
  source: z.enum(["blueprint", "model", "cases"]).describe("Who made the plan"),
  revision: z.int().min(0).describe("Raised by each re-plan"),
});
export type TaskGraph = z.infer<typeof TaskGraphSchema>;

export const TASK_STATUSES = [
  "pending",
  "running",
  "completed",
  "failed",
  "blocked",
  "skipped",
  "unassigned",
] as const;
export const TaskStatusSchema = z.enum(TASK_STATUSES);
export type TaskStatus = z.infer<typeof TaskStatusSchema>;

/** The outcome of one task. `output` stays small: bodies live in the workspace and are referenced. */
export const TaskResultSchema = z.strictObject({
  task_id: z.string(),
  title: z.string(),
  phase: PhaseSchema,
  feature: z.string().nullable(),
  agent_id: z.string().nullable(),
  status: TaskStatusSchema,
  critical: z.boolean(),
  output: z.record(z.string(), z.unknown()),
  error: z.string().nullable(),
  error_code: z.string().nullable(),
  attempts: z.int().min(0),
  simulated: z.boolean(),
  started_at: z.iso.datetime().nullable(),
  duration_seconds: z.number().min(0),
});
export type TaskResult = z.infer<typeof TaskResultSchema>;
