import type { BaseStore } from "@langchain/langgraph";
import { z } from "zod";
import { PartReportSchema, TakedownOptionsSchema } from "../state/takedown.ts";

const NAMESPACE = ["takedowns"];

const TakedownRecordSchema = z.object({
  version: z.literal(1),
  business_id: z.string(),
  options: TakedownOptionsSchema,
  started_at: z.string(),
  updated_at: z.string(),
  complete: z.boolean(),
  parts: z.array(PartReportSchema).describe("Those that were tried, as they came out last"),
});
/** How far the last takedown of a business came. */
export type TakedownRecord = z.infer<typeof TakedownRecordSchema>;

/** The takedowns that were begun, by business: what is left of one that failed or was interrupted. */
export class Takedowns {
  readonly #store: BaseStore;

  constructor(store: BaseStore) {
    this.#store = store;
  }

  /** undefined as well for a record that this version can't read: then everything is looked at anew. */
  async get(businessId: string): Promise<TakedownRecord | undefined> {
    const item = await this.#store.get(NAMESPACE, businessId);
    return TakedownRecordSchema.safeParse(item?.value).data;
  }

  async put(record: TakedownRecord): Promise<void> {
    await this.#store.put(NAMESPACE, record.business_id, record, false);
  }
}
