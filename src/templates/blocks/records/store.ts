import type { FeatureModule, Product, RecordData, RecordKind, Values } from "../../kit/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE records_records (
     id INTEGER PRIMARY KEY, module TEXT NOT NULL, fields TEXT NOT NULL, created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL
   );
   CREATE INDEX records_by_module ON records_records (module, id DESC);`,
  `ALTER TABLE records_records ADD COLUMN user_id INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE records_records ADD COLUMN state TEXT NOT NULL DEFAULT '';`,
];

/** A record as it is stored; `values` also holds what earlier versions of its module asked for. */
export interface StoredRecord extends RecordData {
  /** Who added it; 0: a visitor or the owner. */
  readonly userId: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

interface Row {
  readonly id: number;
  readonly fields: string;
  readonly user_id: number;
  readonly state: string;
  readonly created_at: number;
  readonly updated_at: number;
}

/** As many of the newest records as pages work with; exports have all. */
export const MAX_LOADED = 5_000;

/** The name under which the records of a kind are kept; that of the first kind has always been the module's. */
function nameOf({ slug, kinds }: FeatureModule, { id }: RecordKind): string {
  return kinds[0]?.id === id ? slug : `${slug}/${id}`;
}

export interface NewRecord {
  readonly values: Values;
  readonly userId: number;
}

export function addRecord(
  product: Product,
  module: FeatureModule,
  kind: RecordKind,
  { values, userId }: NewRecord,
): number {
  const now = product.now();
  return product.db.run(
    "INSERT INTO records_records (module, fields, user_id, state, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
    ...[nameOf(module, kind), JSON.stringify(values), userId, kind.states[0]?.id ?? "", now, now],
  ).id;
}

/** What the module no longer asks for stays as it was. */
export function changeRecord(product: Product, { id, values }: StoredRecord, changed: Values): void {
  product.db.run(
    "UPDATE records_records SET fields = ?, updated_at = ? WHERE id = ?",
    ...[JSON.stringify({ ...values, ...changed }), product.now(), id],
  );
}

export function moveRecord(product: Product, id: number, state: string): void {
  product.db.run(
    "UPDATE records_records SET state = ?, updated_at = ? WHERE id = ?",
    state,
    product.now(),
    id,
  );
}

export function removeRecord(product: Product, id: number): void {
  product.db.run("DELETE FROM records_records WHERE id = ?", id);
}

export function findRecord(
  product: Product,
  module: FeatureModule,
  kind: RecordKind,
  id: number,
): StoredRecord | undefined {
  const row = product.db.get<Row>(
    "SELECT * FROM records_records WHERE module = ? AND id = ?",
    nameOf(module, kind),
    id,
  );
  return row && toRecord(row);
}

/** The newest first; only those of one user unless `userId` is undefined. */
export function listRecords(
  product: Product,
  module: FeatureModule,
  kind: RecordKind,
  { userId, limit = MAX_LOADED }: { userId: number | undefined; limit?: number },
): StoredRecord[] {
  return product.db
    .all<Row>(
      `SELECT * FROM records_records WHERE module = ?1 AND (?2 IS NULL OR user_id = ?2) ORDER BY id DESC LIMIT ?3`,
      ...[nameOf(module, kind), userId ?? null, limit],
    )
    .map(toRecord);
}

function toRecord({ id, fields, user_id, state, created_at, updated_at }: Row): StoredRecord {
  const values = JSON.parse(fields) as Values;
  return { id, values, userId: user_id, state, createdAt: created_at, updatedAt: updated_at };
}
