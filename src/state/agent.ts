import { z } from "zod";
import type { BudgetMeter } from "./budget.ts";
import type { BusinessRequirements, ExecutionMode } from "./business.ts";
import type { PriceDecision } from "./price-decision.ts";
import type { Task } from "./task.ts";

const tag = z.string().regex(/^[a-z][a-z0-9-]*$/, "must be lower case, kebab-case");

/** How capable, and how dear, an agent or a model is; weakest first. */
export const TIERS = ["economy", "standard", "premium"] as const;
export const TierSchema = z.enum(TIERS);
export type Tier = z.infer<typeof TierSchema>;

/** USD; a price above it is a mistake, and sums of prices must stay numbers. */
export const MAX_PRICE_PER_HOUR = 1_000_000;

/** An entry of the agent catalogue (design 2, `src/agents`). */
export const AgentProfileSchema = z.strictObject({
  agent_id: z.string().regex(/^[a-z][a-z0-9_]*$/, "must be lower case, snake_case"),
  name: z.string().min(1),
  aliases: z.array(z.string()),
  role: z.string().min(1).describe("What the agent does, in one sentence"),
  capabilities: z.array(tag).min(1),
  tier: TierSchema,
  price_usd_per_hour: z.number().min(0).max(MAX_PRICE_PER_HOUR),
  max_concurrency: z.int().min(1),
});
export type AgentProfile = z.infer<typeof AgentProfileSchema>;

/** Who is on the team of a run, why each member is, and what makes it the fittest (guide 6). */
export const RosterSchema = z.strictObject({
  members: z.array(
    z.strictObject({
      agent_id: z.string(),
      reason: z.string(),
      price_usd_per_hour: z.number(),
      kin: z.number().describe("What cooperation with the other members is worth, in fitness points"),
    }),
  ),
  required_capabilities: z.array(z.string()),
  covered_capabilities: z.array(z.string()),
  missing_capabilities: z.array(z.string()),
  unfilled_needs: z
    .array(z.strictObject({ capabilities: z.array(z.string()), reason: z.string() }))
    .describe("Capabilities that no single agent of the catalogue holds together"),
  fitness: z.number().describe("Higher is better; comparable within one run only"),
  fitness_parts: z
    .strictObject({ coverage: z.number(), kin: z.number(), cost: z.number(), size: z.number() })
    .describe("They add up to the fitness"),
  search: z.strictObject({
    method: z.enum(["exhaustive", "genetic"]),
    generations: z.int(),
    evaluations: z.int().describe("Rosters scored"),
    deadline_reached: z.boolean().describe("The best so far, because the time was up"),
  }),
});
export type Roster = z.infer<typeof RosterSchema>;

/** What a worker is given besides the task. */
export interface WorkContext {
  readonly businessId: string;
  readonly businessName: string;
  /** Id of the business whose product is worked on, when it is not this run that made it. */
  readonly improves?: string | undefined;
  /** Archetype, such as saas_tool. */
  readonly businessType: string;
  readonly requirements: BusinessRequirements;
  readonly agentId: string;
  /** What the run does itself, for workers that serve both modes; real when absent. */
  readonly mode?: ExecutionMode | undefined;
  /** How strong a model the task needs, as routing judged it (for `atTier`); undefined when the plan does not say. */
  readonly tier?: Tier | undefined;
  /** The same for every retry of one attempt: `(business, task, attempt)` (design 3). */
  readonly idempotencyKey: string;
  readonly seed: number;
  /** What every call of a model for the task is paid from; not limited when absent. */
  readonly budget?: BudgetMeter | undefined;
  readonly signal: AbortSignal;
  /** Puts on record how prices were decided; absent where there is no store for it. */
  readonly auditPrices?: ((decisions: readonly PriceDecision[]) => Promise<void>) | undefined;
  /** Outputs of the tasks this one depends on, by task id. */
  readonly inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface WorkResult {
  /** JSON, small; a deploy task puts its URL under `deployment_url` or `preview_url`. */
  readonly output: Record<string, unknown>;
  readonly simulated: boolean;
}

/** Carries out one task: simulated, built in, or remote. Throws a `GenesisError` when it can't. */
export interface TaskWorker {
  readonly kind: string;
  /** True when nothing outside the run is ever changed, so that doing a task again is harmless. */
  readonly touchesNothing?: boolean;
  execute(task: Task, context: WorkContext): Promise<WorkResult>;
  /**
   * Who is paid for the money or deploy effect of a task, and how much at most (USD; the configured ceiling when absent).
   * undefined: it costs nothing. Without this method nobody knows, and the ceiling counts.
   */
  effectCost?(task: Task): { readonly provider: string; readonly usd?: number } | undefined;
  /**
   * Looks outside for what an interrupted `execute` with the same idempotency key left behind: its result, or
   * undefined when it certainly did not happen. Without it an interrupted money or deploy task fails.
   */
  reconcile?(task: Task, context: WorkContext): Promise<WorkResult | undefined>;
  /** Lets go of what it keeps for `reconcile` and for repeats: the run has ended, and all its results are on record. */
  forget?(businessId: string): void;
}
