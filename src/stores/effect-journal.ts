import type { BaseStore } from "@langchain/langgraph";
import { z } from "zod";
import type { WorkResult } from "../state/agent.ts";
import { type Clock, isoTime } from "../state/clock.ts";
import { GenesisError } from "../state/errors.ts";
import { deleteAll } from "./delete-all.ts";

/** Kept with the run and pruned with it. */
const effectsOf = (businessId: string): string[] => ["effects", businessId];

const EffectRecordSchema = z.object({
  version: z.literal(1),
  task_id: z.string(),
  intended_at: z.string(),
  done_at: z.string().nullable(),
  result: z.object({ output: z.record(z.string(), z.unknown()), simulated: z.boolean() }).nullable(),
});
type EffectRecord = z.infer<typeof EffectRecordSchema>;

export interface EffectKey {
  readonly businessId: string;
  readonly taskId: string;
  /** `(business, task, attempt)`: one key, one effect. */
  readonly idempotencyKey: string;
}

/** `unknown`: it was begun, and whether it happened only the outside can tell. */
export type EffectStanding =
  | { readonly state: "new" | "unknown" }
  | { readonly state: "done"; readonly result: WorkResult };

/**
 * Intent and receipt of every effect that can't be undone (design 3): the intent is durable before the effect, the
 * receipt after it, so that a process that takes over never does it a second time.
 */
export class EffectJournal {
  readonly #store: BaseStore;
  readonly #clock: Clock;

  constructor(store: BaseStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async standing({ businessId, idempotencyKey }: EffectKey): Promise<EffectStanding> {
    const item = await this.#store.get(effectsOf(businessId), idempotencyKey);
    if (!item) return { state: "new" };
    const record = parse(item.value, idempotencyKey);
    return record.result ? { state: "done", result: record.result } : { state: "unknown" };
  }

  async intend({ businessId, taskId, idempotencyKey }: EffectKey): Promise<void> {
    const record: EffectRecord = {
      version: 1,
      task_id: taskId,
      intended_at: isoTime(this.#clock),
      done_at: null,
      result: null,
    };
    await this.#store.put(effectsOf(businessId), idempotencyKey, record, false);
  }

  async complete({ businessId, taskId, idempotencyKey }: EffectKey, result: WorkResult): Promise<void> {
    const now = isoTime(this.#clock);
    const record: EffectRecord = { version: 1, task_id: taskId, intended_at: now, done_at: now, result };
    await this.#store.put(effectsOf(businessId), idempotencyKey, record, false);
  }
}

/** Removes the journal of a run. */
export async function deleteEffects(store: BaseStore, businessId: string): Promise<void> {
  await deleteAll(store, effectsOf(businessId));
}

function parse(value: unknown, key: string): EffectRecord {
  const parsed = EffectRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GenesisError("EFFECT_RECORD_UNREADABLE", `The journal entry ${key} can't be read.`, {
    category: "system",
    hint: "It may be from a newer Genesis: update this one. The effect is not repeated.",
  });
}
