import type { Collection, Filter } from "mongodb";
import {
  DEFAULT_RUN_LIMIT,
  parseRunChange,
  parseRunRecord,
  type RunFilter,
  type RunIndex,
  type RunRecord,
  readRunRecord,
  runConditions,
} from "../runs.ts";
import type { MongoConnection } from "./connection.ts";
import { COLLECTIONS } from "./documents.ts";
import { textId } from "./text-id.ts";
import { withRaces } from "./upsert.ts";

type RunDocument = Omit<RunRecord, "business_id"> & { _id: string };

/** The runs in MongoDB, one document each. */
export class MongoRunIndex implements RunIndex {
  readonly #connection: MongoConnection;
  readonly #runs: Collection<RunDocument>;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
    this.#runs = connection.collection(COLLECTIONS.runs);
  }

  async put(record: RunRecord): Promise<void> {
    const { business_id, ...fields } = parseRunRecord(record);
    const _id = textId("business_id", business_id);
    await this.#connection.guard(() =>
      withRaces(() => this.#runs.replaceOne({ _id }, fields, { upsert: true })),
    );
  }

  async update(businessId: string, change: Partial<Omit<RunRecord, "business_id">>): Promise<boolean> {
    const fields = parseRunChange(change);
    const _id = textId("business_id", businessId);
    return await this.#connection.guard(async () => {
      if (Object.keys(fields).length === 0) return (await this.#runs.findOne({ _id })) !== null;
      return (await this.#runs.updateOne({ _id }, { $set: fields })).matchedCount === 1;
    });
  }

  async get(businessId: string): Promise<RunRecord | undefined> {
    const _id = textId("business_id", businessId);
    const found = await this.#connection.guard(() => this.#runs.findOne({ _id }));
    return found === null ? undefined : toRecord(found);
  }

  async list(filter: RunFilter = {}): Promise<RunRecord[]> {
    const { limit = DEFAULT_RUN_LIMIT, offset = 0 } = filter;
    const { statuses, updatedBefore } = runConditions(filter);
    const query: Filter<Record<string, unknown>> = {
      ...(statuses && { status: { $in: statuses } }),
      ...(updatedBefore && { updated_at: { $lt: updatedBefore } }),
    };
    // MongoDB takes a limit of 0 for none.
    if (limit === 0) return [];
    const found = await this.#connection.guard(() =>
      this.#runs
        .find(query as Filter<RunDocument>, { sort: { created_at: -1, _id: 1 }, skip: offset, limit })
        .toArray(),
    );
    return found.map(toRecord);
  }

  async delete(businessId: string): Promise<boolean> {
    const _id = textId("business_id", businessId);
    return await this.#connection.guard(async () => (await this.#runs.deleteOne({ _id })).deletedCount === 1);
  }
}

function toRecord({ _id, ...fields }: RunDocument): RunRecord {
  return readRunRecord({ business_id: _id, ...fields });
}
