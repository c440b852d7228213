import {
  DEFAULT_RUN_LIMIT,
  type RunFilter,
  type RunIndex,
  type RunRecord,
  RunRecordSchema,
} from "../runs.ts";
import type { SqliteDatabase, SqlRow } from "./driver.ts";
import { text } from "./row.ts";

const ChangeSchema = RunRecordSchema.omit({ business_id: true }).partial();

export class SqliteRunIndex implements RunIndex {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async put(record: RunRecord): Promise<void> {
    const checked = RunRecordSchema.parse(record);
    this.#database.run(
      "INSERT OR REPLACE INTO runs (business_id, status, created_at, record) VALUES (?, ?, ?, ?)",
      ...[checked.business_id, checked.status, checked.created_at, JSON.stringify(checked)],
    );
  }

  async update(businessId: string, change: Partial<Omit<RunRecord, "business_id">>): Promise<boolean> {
    const fields = Object.entries(ChangeSchema.parse(change));
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

  async delete(businessId: string): Promise<boolean> {
    return this.#database.run("DELETE FROM runs WHERE business_id = ?", businessId) === 1;
  }

  async list(filter: RunFilter = {}): Promise<RunRecord[]> {
    const { status, statuses, updatedBefore, limit = DEFAULT_RUN_LIMIT, offset = 0 } = filter;
    const rows = this.#database.all(
      `SELECT record FROM runs WHERE status = coalesce(?1, status)
         AND (?2 IS NULL OR status IN (SELECT value FROM json_each(?2)))
         AND (?3 IS NULL OR record ->> '$.updated_at' < ?3)
       ORDER BY created_at DESC, business_id LIMIT ?4 OFFSET ?5`,
      ...[status ?? null, statuses ? JSON.stringify(statuses) : null, updatedBefore ?? null],
      ...[limit, offset],
    );
    return rows.map(toRecord);
  }
}

function toRecord(row: SqlRow): RunRecord {
  return RunRecordSchema.parse(JSON.parse(text(row, "record")));
}
