import type { BaseStore, PutOperation } from "@langchain/langgraph-checkpoint";
import { z } from "zod";
import { TierSchema } from "../state/agent.ts";
import { DifficultySchema } from "../state/routing.ts";
import { behindQueue } from "./behind-queue.ts";

/** Where outcomes are kept; how long, says `retention.ts`. Each run writes under its own key, so none is lost. */
const TASKS = ["outcomes", "tasks"];
const TALLIES = ["outcomes", "tallies"];
const MODELS = ["outcomes", "models"];
const DIFFICULTY = "difficulty";

/** Runs whose tallies are read: older ones tell little of today's agents. */
const MAX_RUNS = 30;

const amount = z.number().min(0);

/** How one task went with the agent that did it. */
const TaskOutcomeSchema = z.object({
  task_id: z.string(),
  agent_id: z.string(),
  difficulty: DifficultySchema,
  tier: TierSchema,
  success: z.boolean(),
  cost_usd: amount.nullable().describe("What it really cost; null when the worker did not say"),
  estimated_cost_usd: amount,
  duration_seconds: amount,
  text_digest: z.string().describe("SHA-256 of the text the difficulty model read"),
});
export type TaskOutcome = z.infer<typeof TaskOutcomeSchema>;

const RunOutcomesSchema = z.object({
  version: z.literal(1),
  run: z.string(),
  at: z.string().describe("When the run began, UTC"),
  simulated: z.boolean(),
  outcomes: z.array(TaskOutcomeSchema),
});
export type RunOutcomes = z.infer<typeof RunOutcomesSchema>;

/** The outcomes of one run, added up by agent, tier and difficulty. */
const OutcomeTallySchema = z.object({
  version: z.literal(1),
  run: z.string(),
  at: z.string(),
  /** How much each outcome counts: simulated work says little about real work. */
  weight: z.number().positive().max(1),
  cells: z.array(
    z.object({
      agent_id: z.string(),
      tier: TierSchema,
      difficulty: DifficultySchema,
      successes: z.int().min(0),
      failures: z.int().min(0),
      cost_usd: amount.nullable().describe("null when no task said what it cost"),
      estimated_cost_usd: amount.describe("Of the tasks that said what they cost"),
    }),
  ),
});
export type OutcomeTally = z.infer<typeof OutcomeTallySchema>;

/** How much outcomes of a simulated run count against real ones. */
const SIMULATED_WEIGHT = 0.2;

const StoredModelSchema = z.object({
  version: z.literal(1),
  model: z.unknown(),
  /** The runs it has learnt last, so that a repeated node teaches it nothing twice. */
  learnt: z.array(z.string()),
});
export type StoredModel = z.infer<typeof StoredModelSchema>;

/**
 * The outcomes of tasks over all runs (guide 25, "cost optimisation feedback"): what routing learns quality, prices
 * and difficulty from. Records that this version can't read are left alone and not counted. Throws what the store
 * throws.
 */
export class OutcomeLog {
  readonly #store: BaseStore;

  constructor(store: BaseStore) {
    this.#store = behindQueue(store);
  }

  /** Keeps the outcomes of a run, with the model if it learnt from them. Writing a run again changes nothing. */
  async record(run: RunOutcomes, model?: StoredModel): Promise<void> {
    const writes: PutOperation[] = outcomeWrites(run);
    if (model) writes.push({ namespace: MODELS, key: DIFFICULTY, value: model, index: false });
    await this.#store.batch(writes);
  }

  /** The outcomes of one run, task by task. */
  async outcomes(run: string): Promise<RunOutcomes | undefined> {
    const item = await this.#store.get(TASKS, run);
    return RunOutcomesSchema.safeParse(item?.value).data;
  }

  /** The tallies of the latest runs, oldest first. */
  async tallies(): Promise<OutcomeTally[]> {
    const items = await this.#store.search(TALLIES, { limit: MAX_RUNS });
    return items
      .flatMap(({ value }) => OutcomeTallySchema.safeParse(value).data ?? [])
      .sort((a, b) => (a.at === b.at ? (a.run < b.run ? -1 : 1) : a.at < b.at ? -1 : 1));
  }

  /** The difficulty model as it was stored; whoever knows its form parses it. */
  async model(): Promise<StoredModel | undefined> {
    const item = await this.#store.get(MODELS, DIFFICULTY);
    return StoredModelSchema.safeParse(item?.value).data;
  }
}

/** What is written of a run besides the model it taught. */
export function outcomeWrites(
  run: RunOutcomes,
): { namespace: string[]; key: string; value: Record<string, unknown>; index: false }[] {
  return [
    { namespace: TASKS, key: run.run, value: run, index: false },
    { namespace: TALLIES, key: run.run, value: tallyOf(run), index: false },
  ];
}

/** Adds the outcomes of a run up. */
export function tallyOf({ run, at, simulated, outcomes }: RunOutcomes): OutcomeTally {
  const cells = new Map<string, OutcomeTally["cells"][number]>();
  for (const { agent_id, tier, difficulty, success, cost_usd, estimated_cost_usd } of outcomes) {
    const key = `${agent_id}/${tier}/${difficulty}`;
    const cell = cells.get(key) ?? {
      agent_id,
      tier,
      difficulty,
      successes: 0,
      failures: 0,
      cost_usd: null,
      estimated_cost_usd: 0,
    };
    if (success) cell.successes += 1;
    else cell.failures += 1;
    if (cost_usd !== null) {
      cell.cost_usd = (cell.cost_usd ?? 0) + cost_usd;
      cell.estimated_cost_usd += estimated_cost_usd;
    }
    cells.set(key, cell);
  }
  return { version: 1, run, at, weight: simulated ? SIMULATED_WEIGHT : 1, cells: [...cells.values()] };
}
