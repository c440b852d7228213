import { z } from "zod";
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
import type { SqliteDatabase, SqlRow } from "./driver.ts";
import { text } from "./row.ts";

const storedSchema = z.looseObject({ business_id: z.string() });

export class SqliteRunIndex implements RunIndex {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async put(record: RunRecord): Promise<void> {
    const checked = parseRunRecord(record);
    this.#database.run(
      "INSERT OR REPLACE INTO runs (business_id, status, created_at, record) VALUES (?, ?, ?, ?)",
      ...[checked.business_id, checked.status, checked.created_at, JSON.stringify(checked)],
    );
  }

  async update(businessId: string, change: Partial<Omit<RunRecord, "business_id">>): Promise<boolean> {
    const fields = Object.entries(parseRunChange(change));
    const paths = fields.map(() => ", ?, ?").join("");
    const changed = this.#database.run(
      `UPDATE runs SET status = coalesce(?, status), record = json_set(record${paths}) WHERE business_id = ?`,
      ...[change.status ?? null, ...fields.flatMap(([name, value]) => [`$.${name}`, value]), businessId],
    );
    return changed === 1;
  }

  async get(businessId: string): Promise<RunRecord | undefined> {
    const row = this.#database.get("SELECT record FROM runs WHERE business_id = ?", businessId);
    return row === undefined ? undefined : toRecord(row);
  }

  async list(filter: RunFilter = {}): Promise<RunRecord[]> {
    const { limit = DEFAULT_RUN_LIMIT, offset = 0 } = filter;
    const { statuses, updatedBefore } = runConditions(filter);
    const rows = this.#database.all(
      `SELECT record FROM runs
       WHERE (?1 IS NULL OR status IN (SELECT value FROM json_each(?1)))
         AND (?2 IS NULL OR record ->> '$.updated_at' < ?2)
       ORDER BY created_at DESC, business_id LIMIT ?3 OFFSET ?4`,
      ...[statuses === undefined ? null : JSON.stringify(statuses), updatedBefore ?? null, limit, offset],
    );
    return rows.map(toRecord);
  }

  async delete(businessId: string): Promise<boolean> {
    return this.#database.run("DELETE FROM runs WHERE business_id = ?", businessId) === 1;
  }
}

function toRecord(row: SqlRow): RunRecord {
  return readRunRecord(storedSchema.parse(JSON.parse(text(row, "record"))));
}
