import type { Product } from "../../kit/index.ts";
import type { Column, GoodRow } from "./table.ts";

export const MIGRATIONS = [
  `CREATE TABLE ingest_datasets (
     id INTEGER PRIMARY KEY AUTOINCREMENT, workspace_id INTEGER NOT NULL REFERENCES team_workspaces (id) ON DELETE CASCADE,
     name TEXT NOT NULL, columns TEXT NOT NULL, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL
   );
   CREATE UNIQUE INDEX ingest_datasets_by_name ON ingest_datasets (workspace_id, name COLLATE NOCASE);
   CREATE TABLE ingest_rows (
     id INTEGER PRIMARY KEY, dataset_id INTEGER NOT NULL REFERENCES ingest_datasets (id) ON DELETE CASCADE,
     digest TEXT NOT NULL, cells TEXT NOT NULL, UNIQUE (dataset_id, digest)
   );
   CREATE TABLE ingest_uploads (
     id INTEGER PRIMARY KEY AUTOINCREMENT, workspace_id INTEGER NOT NULL REFERENCES team_workspaces (id) ON DELETE CASCADE,
     name TEXT NOT NULL, content TEXT NOT NULL, created_at INTEGER NOT NULL
   );`,
];

const UPLOAD_KEPT_MS = 86_400_000;

export interface Dataset {
  readonly id: number;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly changed_at: number;
}

interface Row extends Omit<Dataset, "columns"> {
  readonly columns: string;
}

export function datasets(product: Product, workspaceId: number): (Dataset & { readonly rows: number })[] {
  return product.db
    .all<Row & { rows: number }>(
      `SELECT d.*, (SELECT count(*) FROM ingest_rows r WHERE r.dataset_id = d.id) AS rows
       FROM ingest_datasets d WHERE workspace_id = ? ORDER BY changed_at DESC, id DESC`,
      workspaceId,
    )
    .map((row) => ({ ...toDataset(row), rows: row.rows }));
}

export function findDataset(product: Product, workspaceId: number, id: number): Dataset | undefined {
  const row = product.db.get<Row>(
    "SELECT * FROM ingest_datasets WHERE workspace_id = ? AND id = ?",
    ...[workspaceId, id],
  );
  return row && toDataset(row);
}

export function datasetByName(product: Product, workspaceId: number, name: string): Dataset | undefined {
  const row = product.db.get<Row>(
    "SELECT * FROM ingest_datasets WHERE workspace_id = ? AND name = ? COLLATE NOCASE",
    ...[workspaceId, name],
  );
  return row && toDataset(row);
}

/** Adds the rows that are not there yet, and the data set itself when it is new. Returns how many rows were added. */
export function addRows(
  product: Product,
  { workspaceId, name, columns }: { workspaceId: number; name: string; columns: readonly Column[] },
  rows: readonly GoodRow[],
): { datasetId: number; added: number } {
  return product.db.transaction(() => {
    const now = product.now();
    product.db.run(
      `INSERT INTO ingest_datasets (workspace_id, name, columns, created_at, changed_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      ...[workspaceId, name, JSON.stringify(columns), now, now],
    );
    const id = datasetByName(product, workspaceId, name)?.id ?? 0;
    let added = 0;
    for (const { digest, cells } of rows) {
      added += product.db.run(
        "INSERT OR IGNORE INTO ingest_rows (dataset_id, digest, cells) VALUES (?, ?, ?)",
        ...[id, digest, JSON.stringify(cells)],
      ).changes;
    }
    if (added > 0) product.db.run("UPDATE ingest_datasets SET changed_at = ? WHERE id = ?", now, id);
    return { datasetId: id, added };
  });
}

/** How many of the rows are there already. */
export function countPresent(product: Product, datasetId: number, rows: readonly GoodRow[]): number {
  return product.db.count(
    "SELECT count(*) FROM ingest_rows WHERE dataset_id = ? AND digest IN (SELECT value FROM json_each(?))",
    ...[datasetId, JSON.stringify(rows.map(({ digest }) => digest))],
  );
}

/** Rows of all data sets of a workspace. */
export function countRows(product: Product, workspaceId: number): number {
  return product.db.count(
    `SELECT count(*) FROM ingest_rows r JOIN ingest_datasets d ON d.id = r.dataset_id WHERE d.workspace_id = ?`,
    workspaceId,
  );
}

/** The latest rows, cells in the order of the columns. */
export function latestRows(product: Product, { id, columns }: Dataset, limit: number) {
  return product.db
    .all<{ cells: string }>(
      "SELECT cells FROM ingest_rows WHERE dataset_id = ? ORDER BY id DESC LIMIT ?",
      id,
      limit,
    )
    .map(({ cells }) => inOrder(columns, JSON.parse(cells)));
}

export function allRows(product: Product, { id, columns }: Dataset) {
  return product.db
    .all<{ cells: string }>("SELECT cells FROM ingest_rows WHERE dataset_id = ? ORDER BY id", id)
    .map(({ cells }) => inOrder(columns, JSON.parse(cells)));
}

export function removeDataset(product: Product, id: number): void {
  product.db.run("DELETE FROM ingest_datasets WHERE id = ?", id);
}

export interface Upload {
  readonly id: number;
  readonly name: string;
  readonly content: string;
}

/** Keeps a file until it is imported or discarded, for a day at most. */
export function keepUpload(product: Product, workspaceId: number, name: string, content: string): number {
  const now = product.now();
  product.db.run("DELETE FROM ingest_uploads WHERE created_at <= ?", now - UPLOAD_KEPT_MS);
  return product.db.run(
    "INSERT INTO ingest_uploads (workspace_id, name, content, created_at) VALUES (?, ?, ?, ?)",
    ...[workspaceId, name, content, now],
  ).id;
}

export function findUpload(product: Product, workspaceId: number, id: number): Upload | undefined {
  return product.db.get("SELECT * FROM ingest_uploads WHERE workspace_id = ? AND id = ?", workspaceId, id);
}

export function dropUpload(product: Product, id: number): void {
  product.db.run("DELETE FROM ingest_uploads WHERE id = ?", id);
}

function toDataset({ id, name, columns, changed_at }: Row): Dataset {
  return { id, name, columns: JSON.parse(columns) as Column[], changed_at };
}

function inOrder(columns: readonly Column[], cells: Record<string, string | number | null>) {
  return columns.map(({ key }) => cells[key] ?? null);
}
