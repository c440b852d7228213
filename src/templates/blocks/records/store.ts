import type { Product, RecordsModule } from "../../kit/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE records_records (
     id INTEGER PRIMARY KEY, module TEXT NOT NULL, fields TEXT NOT NULL, created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL
   );
   CREATE INDEX records_by_module ON records_records (module, id DESC);`,
];

/** What a record says, by field; every value is text as it was checked. */
export type Fields = Readonly<Record<string, string>>;

export interface StoredRecord {
  readonly id: number;
  readonly fields: Fields;
  readonly createdAt: number;
  readonly updatedAt: number;
}

interface Row {
  readonly id: number;
  readonly fields: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export const PAGE_SIZE = 25;

export function addRecord(product: Product, { slug }: RecordsModule, fields: Fields): number {
  const now = product.now();
  return product.db.run(
    "INSERT INTO records_records (module, fields, created_at, updated_at) VALUES (?, ?, ?, ?)",
    ...[slug, JSON.stringify(fields), now, now],
  ).id;
}

/** False when there is no such record. */
export function changeRecord(product: Product, { slug }: RecordsModule, id: number, fields: Fields): boolean {
  const { changes } = product.db.run(
    "UPDATE records_records SET fields = ?, updated_at = ? WHERE module = ? AND id = ?",
    ...[JSON.stringify(fields), product.now(), slug, id],
  );
  return changes > 0;
}

export function removeRecord(product: Product, { slug }: RecordsModule, id: number): boolean {
  return product.db.run("DELETE FROM records_records WHERE module = ? AND id = ?", slug, id).changes > 0;
}

export function findRecord(product: Product, { slug }: RecordsModule, id: number): StoredRecord | undefined {
  const row = product.db.get<Row>("SELECT * FROM records_records WHERE module = ? AND id = ?", slug, id);
  return row && toRecord(row);
}

/** The newest first; `query` is looked for in every field, as it is. */
export function listRecords(product: Product, { slug }: RecordsModule, query: string, page: number) {
  const where = `module = ?1 AND (?2 = '' OR EXISTS
    (SELECT 1 FROM json_each(fields) WHERE instr(lower(value), lower(?2)) > 0))`;
  const total = product.db.count(`SELECT count(*) FROM records_records WHERE ${where}`, slug, query);
  const rows = product.db.all<Row>(
    `SELECT * FROM records_records WHERE ${where} ORDER BY id DESC LIMIT ?3 OFFSET ?4`,
    ...[slug, query, PAGE_SIZE, (page - 1) * PAGE_SIZE],
  );
  return { total, records: rows.map(toRecord) };
}

/** All records, the oldest first. */
export function allRecords(product: Product, { slug }: RecordsModule): StoredRecord[] {
  return product.db
    .all<Row>("SELECT * FROM records_records WHERE module = ? ORDER BY id", slug)
    .map(toRecord);
}

function toRecord({ id, fields, created_at, updated_at }: Row): StoredRecord {
  return { id, fields: JSON.parse(fields) as Fields, createdAt: created_at, updatedAt: updated_at };
}
