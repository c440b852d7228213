import { z } from "zod";
import { BusinessRequirementsSchema } from "./business.ts";
import { DifficultySchema } from "./routing.ts";

/**
 * What runs leave in long-term memory (guide 9; design 4.6). Records of runs are written once under the run's id
 * and never changed, so that writing one again (a resume, a replay) changes nothing, and runs that end at the same
 * time lose nothing of each other. What is known of an agent or a type is folded from them when it is read.
 */
const provenance = z.object({
  run: z.string().describe("The run that wrote it, or `playbook`"),
  written_at: z.string(),
  execution_mode: z.string(),
});
export type Provenance = z.infer<typeof provenance>;

/** A step of a plan that failed, named so that it is found again in another plan. */
export const StepFailureSchema = z.object({
  step: z.string().describe("The task's id without the number of its feature"),
  feature: z.string().nullable(),
  agent_id: z.string().nullable(),
  error_code: z.string(),
});
export type StepFailure = z.infer<typeof StepFailureSchema>;

/** What a finished run leaves for the next ones (guide 9.1); namespace `("business", type)`. */
export const BusinessRecordSchema = z.object({
  kind: z.literal("business"),
  version: z.literal(1),
  business_id: z.string(),
  business_type: z.string(),
  success: z.boolean(),
  requirements: BusinessRequirementsSchema,
  team: z.array(z.string()),
  task_summaries: z.array(
    z.object({ task_id: z.string(), title: z.string(), agent_id: z.string().nullable(), status: z.string() }),
  ),
  failures: z.array(StepFailureSchema).default([]),
  completion_rate: z.number().min(0).max(1).default(0),
  evolution_rounds: z.int().min(0).default(0),
  deployment_url: z.string().nullable(),
  outcome: z.string().describe("SUCCESS, or the code of the error"),
  lesson: z.string(),
  provenance,
});
export type BusinessRecord = z.infer<typeof BusinessRecordSchema>;

/** Something to do or to avoid that recurred over runs; namespace `("consensus", "best_practices")`. */
export const BestPracticeSchema = z.object({
  kind: z.literal("best_practice"),
  version: z.literal(1),
  practice_id: z.string(),
  business_type: z.string().nullable().describe("null: of every type"),
  topic: z.enum(["feature", "team", "failure", "operations"]),
  text: z.string().min(1),
  support: z.int().min(0).describe("Runs that show it"),
  runs: z.int().min(0).describe("Runs looked at"),
  evidence: z.array(z.string()).describe("Some of the runs that show it"),
  provenance,
});
export type BestPractice = z.infer<typeof BestPracticeSchema>;

const tally = z.object({ done: z.int().min(0), failed: z.int().min(0) });
export type Tally = z.infer<typeof tally>;

/** What one run showed of one agent; namespace `("agent", agent_id)`. */
export const AgentObservationSchema = z.object({
  kind: z.literal("agent"),
  version: z.literal(1),
  agent_id: z.string(),
  business_id: z.string(),
  business_type: z.string(),
  success: z.boolean(),
  by_difficulty: z.partialRecord(DifficultySchema, tally),
  by_capability: z.record(z.string(), tally),
  failures: z.array(StepFailureSchema),
  provenance,
});
export type AgentObservation = z.infer<typeof AgentObservationSchema>;

/** What is known of an agent, folded from its observations. */
export const AgentTrackRecordSchema = z.object({
  agent_id: z.string(),
  overall: tally,
  on_this_type: tally.describe("In runs of the present business type"),
  by_difficulty: z.partialRecord(DifficultySchema, tally),
  by_capability: z.record(z.string(), tally),
  lessons: z.array(z.string()).describe("What failed last, newest first"),
});
export type AgentTrackRecord = z.infer<typeof AgentTrackRecordSchema>;

/** The rounds in which SE-Darwin revised a failing plan, and how it ended; namespace `("evolution", type)`. */
export const EvolutionRecordSchema = z.object({
  kind: z.literal("evolution"),
  version: z.literal(1),
  business_id: z.string(),
  business_type: z.string(),
  success: z.boolean(),
  rounds: z.array(
    z.object({
      operator: z.string(),
      diagnosis: z.string(),
      avoid: z.record(z.string(), z.array(z.string())),
      dropped_tasks: z.array(z.string()),
    }),
  ),
  provenance,
});
export type EvolutionRecord = z.infer<typeof EvolutionRecordSchema>;

/**
 * A case of the case bank (Memento, arXiv 2508.16153): what was asked, what was done, how well it went. Namespaces
 * `("cases", type)`, and `("consensus", "playbooks", type)` for those that come with Genesis.
 */
export const CaseSchema = z.object({
  kind: z.literal("case"),
  version: z.literal(1),
  scope: z.enum(["run", "task", "playbook"]),
  business_type: z.string(),
  agent_id: z.string().nullable(),
  state: z.string().min(1).describe("What was to be done, in words"),
  action: z.record(z.string(), z.unknown()).describe("What was done about it"),
  reward: z.number().min(0).max(1),
  metadata: z.record(z.string(), z.unknown()),
  provenance,
});
export type Case = z.infer<typeof CaseSchema>;

/** Every kind of record, with the version this Genesis writes. */
export const MEMORY_RECORD_SCHEMAS = {
  business: BusinessRecordSchema,
  best_practice: BestPracticeSchema,
  agent: AgentObservationSchema,
  evolution: EvolutionRecordSchema,
  case: CaseSchema,
} as const;
export const MEMORY_RECORD_VERSION = 1;
export type MemoryRecordKind = keyof typeof MEMORY_RECORD_SCHEMAS;
export type MemoryRecord = BusinessRecord | BestPractice | AgentObservation | EvolutionRecord | Case;
