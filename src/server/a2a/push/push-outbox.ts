import type { BaseStore } from "@langchain/langgraph";
import type { SearchItem } from "@langchain/langgraph-checkpoint";
import { z } from "zod";
import { a2aOutbox } from "../../../stores/a2a-records.ts";

/** Notifications of one task to one receiver. */
export interface Lane {
  readonly taskId: string;
  readonly configId: string;
}

/** A notification that waits for its turn. */
export interface Pending extends Lane {
  readonly key: string;
  /** JSON. */
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

const RecordSchema = z.object({
  version: z.literal(1),
  config_id: z.string(),
  body: z.string(),
  created_at: z.number(),
});

/** Of one lane: for a new one the oldest goes, since the newest tells most. */
const MAX_PENDING = 1_000;
/** Lanes that are found at a time. */
const MAX_FOUND = 10_000;
const SEQUENCE_DIGITS = 12;

/** Push notifications of one agent on their way, in the database: they outlive the process. */
export class PushOutbox {
  readonly #store: BaseStore;
  readonly #agentId: string;
  readonly #maxPending: number;
  /** By lane: the place of the next one. */
  readonly #next = new Map<string, number>();

  constructor(store: BaseStore, agentId: string, { maxPending = MAX_PENDING } = {}) {
    this.#store = store;
    this.#agentId = agentId;
    this.#maxPending = maxPending;
  }

  /** Puts a notification at the end of its lane. Those of one task must come one after the other. */
  async add({ taskId, configId }: Lane, body: string, createdAt: number): Promise<void> {
    const namespace = a2aOutbox(this.#agentId, taskId);
    const lane = `${taskId}/${configId}`;
    const sequence = this.#next.get(lane) ?? (await this.#afterLast(namespace, configId));
    this.#next.set(lane, sequence + 1);
    const key = `${configId}/${String(sequence).padStart(SEQUENCE_DIGITS, "0")}`;
    await this.#store.put(
      namespace,
      key,
      { version: 1, config_id: configId, body, created_at: createdAt },
      false,
    );
  }

  /** By what waits, not by time: a clock may be set back. */
  async #afterLast(namespace: string[], configId: string): Promise<number> {
    const filter = { config_id: configId };
    const items = await this.#store.search(namespace, { filter, limit: MAX_FOUND });
    return Math.max(-1, ...items.map(({ key }) => Number(key.slice(-SEQUENCE_DIGITS)) || 0)) + 1;
  }

  /** What waits in a lane, oldest first, and how many had to go because too many did. */
  async pending({ taskId, configId }: Lane): Promise<{ events: Pending[]; dropped: number }> {
    const namespace = a2aOutbox(this.#agentId, taskId);
    const filter = { config_id: configId };
    const items = await this.#store.search(namespace, { filter, limit: this.#maxPending });
    // Whoever is next begins anew, and nothing is kept for lanes that are done.
    if (items.length === 0) this.#next.delete(`${taskId}/${configId}`);
    const over =
      items.length < this.#maxPending
        ? []
        : await this.#store.search(namespace, { filter, limit: MAX_FOUND, offset: this.#maxPending });
    for (const { key } of over) await this.#store.delete(namespace, key);
    const events = items.map((item) => toPending(item, { taskId, configId }));
    return { events: events.sort((a, b) => (a.key < b.key ? -1 : 1)), dropped: over.length };
  }

  async remove({ taskId, key }: Pending): Promise<void> {
    await this.#store.delete(a2aOutbox(this.#agentId, taskId), key);
  }

  /** The lanes in which something waits. */
  async lanes(): Promise<Lane[]> {
    const items = await this.#store.search(a2aOutbox(this.#agentId), { limit: MAX_FOUND });
    const lanes = items.map(({ namespace, key }): [string, Lane] => {
      const taskId = namespace.at(-1) ?? "";
      const configId = key.slice(0, -SEQUENCE_DIGITS - 1);
      return [`${taskId}/${configId}`, { taskId, configId }];
    });
    return [...new Map(lanes).values()];
  }
}

/** One that can't be read is as old as can be, and is given up in its turn. */
function toPending({ key, value }: SearchItem, lane: Lane): Pending {
  const { data } = RecordSchema.safeParse(value);
  return { ...lane, key, body: data?.body ?? "", createdAt: data?.created_at ?? 0 };
}
