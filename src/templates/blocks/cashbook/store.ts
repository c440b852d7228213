import type { Product } from "../../kit/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE cashbook_entries (
     id INTEGER PRIMARY KEY AUTOINCREMENT, workspace_id INTEGER NOT NULL REFERENCES team_workspaces (id) ON DELETE CASCADE,
     day TEXT NOT NULL, what TEXT NOT NULL, cents INTEGER NOT NULL, category TEXT NOT NULL
   );
   CREATE INDEX cashbook_by_day ON cashbook_entries (workspace_id, day);`,
];

export interface NewEntry {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly what: string;
  /** Above 0: it came in; below: it went out. */
  readonly cents: number;
  readonly category: string;
}

export interface Entry extends NewEntry {
  readonly id: number;
}

/** Adds all or, when one fails, none. */
export function addEntries(product: Product, workspaceId: number, entries: readonly NewEntry[]): void {
  product.db.transaction(() => {
    for (const { day, what, cents, category } of entries) {
      product.db.run(
        "INSERT INTO cashbook_entries (workspace_id, day, what, cents, category) VALUES (?, ?, ?, ?, ?)",
        ...[workspaceId, day, what, cents, category],
      );
    }
  });
}

/** Everything of a workspace, the latest day first. */
export function entriesOf(product: Product, workspaceId: number): Entry[] {
  return product.db.all(
    "SELECT id, day, what, cents, category FROM cashbook_entries WHERE workspace_id = ? ORDER BY day DESC, id DESC",
    workspaceId,
  );
}

export function findEntry(product: Product, workspaceId: number, id: number): Entry | undefined {
  return product.db.get(
    "SELECT id, day, what, cents, category FROM cashbook_entries WHERE workspace_id = ? AND id = ?",
    ...[workspaceId, id],
  );
}

export function changeEntry(product: Product, id: number, { day, what, cents, category }: NewEntry): void {
  product.db.run(
    "UPDATE cashbook_entries SET day = ?, what = ?, cents = ?, category = ? WHERE id = ?",
    ...[day, what, cents, category, id],
  );
}

export function removeEntry(product: Product, workspaceId: number, id: number): boolean {
  return (
    product.db.run("DELETE FROM cashbook_entries WHERE workspace_id = ? AND id = ?", workspaceId, id)
      .changes > 0
  );
}
