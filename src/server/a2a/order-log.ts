import type { BaseStore } from "@langchain/langgraph";
import { z } from "zod";
import { type Clock, isoTime } from "../../state/clock.ts";
import { digest } from "../../state/digest.ts";
import { GenesisError } from "../../state/errors.ts";
import { type WorkOrder, type WorkReport, WorkReportSchema } from "../../state/work-order.ts";

const NAMESPACE = ["a2a", "orders"];

const RecordSchema = z.object({
  version: z.literal(1),
  /** Of the whole order: one key stands for one order. */
  order: z.string(),
  report: WorkReportSchema,
  done_at: z.string(),
});

/** The orders that were done, by idempotency key: who asks again gets the same report. */
export class OrderLog {
  readonly #store: BaseStore;
  readonly #clock: Clock;

  constructor(store: BaseStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The report of an order that was done. Throws IDEMPOTENCY_KEY_REUSED when its key stands for another order. */
  async reportOf(order: WorkOrder): Promise<WorkReport | undefined> {
    const item = await this.#store.get(NAMESPACE, orderKey(order));
    const parsed = RecordSchema.safeParse(item?.value);
    if (!parsed.success) return undefined;
    if (parsed.data.order === contentOf(order)) return parsed.data.report;
    throw new GenesisError(
      "IDEMPOTENCY_KEY_REUSED",
      `The key "${order.idempotency_key}" was used for another order.`,
      { hint: "Give every order a key of its own; only the same order again has the same key." },
    );
  }

  async keep(order: WorkOrder, report: WorkReport): Promise<void> {
    const record = { version: 1, order: contentOf(order), report, done_at: isoTime(this.#clock) };
    await this.#store.put(NAMESPACE, orderKey(order), record, false);
  }
}

/** What is left of the client's budget changes from one sending to the next; the order is the same. */
function contentOf({ budget: _left, ...order }: WorkOrder): string {
  return digest(order);
}

/** Keys are the client's own texts, and of any form. */
export function orderKey({ agent_id, idempotency_key }: WorkOrder): string {
  return digest([agent_id, idempotency_key]);
}
