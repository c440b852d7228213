import { randomBytes } from "node:crypto";
import type { Product } from "../../kit/index.ts";
import { type ChartQuery, chartLink, readQuery } from "../charts/index.ts";
import { type Dataset, findDataset } from "../ingest/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE views_views (
     id INTEGER PRIMARY KEY AUTOINCREMENT, workspace_id INTEGER NOT NULL REFERENCES team_workspaces (id) ON DELETE CASCADE,
     dataset_id INTEGER NOT NULL REFERENCES ingest_datasets (id) ON DELETE CASCADE, name TEXT NOT NULL,
     query TEXT NOT NULL, created_at INTEGER NOT NULL, shared_as TEXT UNIQUE
   );
   CREATE INDEX views_by_workspace ON views_views (workspace_id);`,
];

export interface SavedView {
  readonly id: number;
  readonly name: string;
  readonly dataset: Dataset;
  readonly query: ChartQuery;
  /** The end of its public address; null: it is not shared. */
  readonly sharedAs: string | null;
}

interface Row {
  readonly id: number;
  readonly workspace_id: number;
  readonly dataset_id: number;
  readonly name: string;
  readonly query: string;
  readonly shared_as: string | null;
}

export function addView(
  product: Product,
  workspaceId: number,
  { name, dataset, query }: Pick<SavedView, "name" | "dataset" | "query">,
): number {
  return product.db.run(
    "INSERT INTO views_views (workspace_id, dataset_id, name, query, created_at) VALUES (?, ?, ?, ?, ?)",
    ...[workspaceId, dataset.id, name, chartLink(dataset, query), product.now()],
  ).id;
}

/** The views of a workspace, by name. */
export function views(product: Product, workspaceId: number): SavedView[] {
  return product.db
    .all<Row>(
      "SELECT * FROM views_views WHERE workspace_id = ? ORDER BY name COLLATE NOCASE, id",
      workspaceId,
    )
    .flatMap((row) => toView(product, row) ?? []);
}

export function findView(product: Product, workspaceId: number, id: number): SavedView | undefined {
  const row = product.db.get<Row>(
    "SELECT * FROM views_views WHERE workspace_id = ? AND id = ?",
    workspaceId,
    id,
  );
  return row && toView(product, row);
}

export function sharedView(product: Product, token: string): SavedView | undefined {
  const row = product.db.get<Row>("SELECT * FROM views_views WHERE shared_as = ?", token);
  return row && toView(product, row);
}

/** Shares a view under an address that can't be guessed, or takes it back; shared again, the address is another. */
export function shareView(product: Product, id: number, shared: boolean): void {
  product.db.run(
    "UPDATE views_views SET shared_as = ? WHERE id = ?",
    ...[shared ? randomBytes(18).toString("base64url") : null, id],
  );
}

export function removeView(product: Product, id: number): void {
  product.db.run("DELETE FROM views_views WHERE id = ?", id);
}

function toView(product: Product, row: Row): SavedView | undefined {
  const dataset = findDataset(product, row.workspace_id, row.dataset_id);
  if (!dataset) return undefined;
  const query = readQuery(dataset, Object.fromEntries(new URLSearchParams(row.query)));
  return { id: row.id, name: row.name, dataset, query, sharedAs: row.shared_as };
}
