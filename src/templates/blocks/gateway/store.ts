import { randomBytes } from "node:crypto";
import { dayOf, type Product } from "../../kit/index.ts";
import type { Item, ListQuery } from "./contract.ts";

export const MIGRATIONS = [
  `CREATE TABLE gateway_items (
     seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
     user_id INTEGER NOT NULL REFERENCES accounts_users (id) ON DELETE CASCADE,
     name TEXT NOT NULL, data TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
   );
   CREATE INDEX gateway_items_by_user ON gateway_items (user_id, seq DESC);
   CREATE TABLE gateway_repeats (
     user_id INTEGER NOT NULL REFERENCES accounts_users (id) ON DELETE CASCADE, token TEXT NOT NULL,
     item_id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (user_id, token)
   );
   CREATE TABLE gateway_usage (
     key_id INTEGER NOT NULL REFERENCES api_keys_keys (id) ON DELETE CASCADE, user_id INTEGER NOT NULL, day TEXT NOT NULL,
     done INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0,
     PRIMARY KEY (key_id, day)
   );
   CREATE INDEX gateway_usage_by_user ON gateway_usage (user_id, day);`,
];

const DAY_MS = 86_400_000;

interface Row {
  readonly seq: number;
  readonly id: string;
  readonly name: string;
  readonly data: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export type ItemFields = Pick<Item, "name" | "data">;

/** Stores one; with a token that was used within a day, answers with what was stored then. */
export function addItem(product: Product, userId: number, { name, data }: ItemFields, token?: string): Item {
  const now = product.now();
  return product.db.transaction(() => {
    product.db.run("DELETE FROM gateway_repeats WHERE at <= ?", now - DAY_MS);
    const before = token && earlier(product, userId, token);
    if (before) return before;
    const id = `it_${randomBytes(9).toString("base64url")}`;
    product.db.run(
      "INSERT INTO gateway_items (id, user_id, name, data, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
      ...[id, userId, name, JSON.stringify(data), now, now],
    );
    if (token)
      product.db.run("INSERT OR REPLACE INTO gateway_repeats VALUES (?, ?, ?, ?)", userId, token, id, now);
    return findItem(product, userId, id) as Item;
  });
}

/** What was stored for a token before, when it is still there. */
export function earlier(product: Product, userId: number, token: string): Item | undefined {
  const row = product.db.get<{ item_id: string }>(
    "SELECT item_id FROM gateway_repeats WHERE user_id = ? AND token = ? AND at > ?",
    ...[userId, token, product.now() - DAY_MS],
  );
  return row && findItem(product, userId, row.item_id);
}

export function findItem(product: Product, userId: number, id: string): Item | undefined {
  const row = product.db.get<Row>("SELECT * FROM gateway_items WHERE user_id = ? AND id = ?", userId, id);
  return row && toItem(row);
}

export function countItems(product: Product, userId: number): number {
  return product.db.count("SELECT count(*) FROM gateway_items WHERE user_id = ?", userId);
}

/** One page, the newest first, and where the next one begins. */
export function listItems(product: Product, userId: number, { q, limit, cursor }: ListQuery) {
  const rows = product.db.all<Row>(
    `SELECT * FROM gateway_items WHERE user_id = ?1 AND (?2 IS NULL OR seq < ?2)
       AND (?3 = '' OR instr(lower(name || ' ' || data), lower(?3)) > 0)
     ORDER BY seq DESC LIMIT ?4`,
    ...[userId, cursor === undefined ? null : Number(cursor), q, limit + 1],
  );
  const page = rows.slice(0, limit);
  return {
    data: page.map(toItem),
    next_cursor: rows.length > limit ? String(page.at(-1)?.seq) : null,
  };
}

/** undefined when there is no such thing. */
export function changeItem(
  product: Product,
  userId: number,
  id: string,
  { name, data }: { name?: string | undefined; data?: Item["data"] | undefined },
): Item | undefined {
  product.db.run(
    `UPDATE gateway_items SET name = coalesce(?, name), data = coalesce(?, data), updated_at = ?
     WHERE user_id = ? AND id = ?`,
    ...[name ?? null, data ? JSON.stringify(data) : null, product.now(), userId, id],
  );
  return findItem(product, userId, id);
}

export function removeItem(product: Product, userId: number, id: string): boolean {
  return product.db.run("DELETE FROM gateway_items WHERE user_id = ? AND id = ?", userId, id).changes > 0;
}

/** How a request ended. */
export type Outcome = "done" | "failed" | "refused";

export function countRequest(
  product: Product,
  key: { readonly id: number; readonly user_id: number },
  outcome: Outcome,
): void {
  const figures = [Number(outcome === "done"), Number(outcome === "failed"), Number(outcome === "refused")];
  product.db.run(
    `INSERT INTO gateway_usage VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key_id, day) DO UPDATE SET
       done = done + excluded.done, failed = failed + excluded.failed, refused = refused + excluded.refused`,
    ...[key.id, key.user_id, dayOf(product.now()), ...figures],
  );
}

/** Requests of this month that were answered, also with an error. */
export function usedThisMonth(product: Product, userId: number): number {
  return product.db.count(
    "SELECT sum(done + failed) FROM gateway_usage WHERE user_id = ? AND day >= ?",
    ...[userId, `${dayOf(product.now()).slice(0, 7)}-01`],
  );
}

export interface DayUsage {
  readonly day: string;
  readonly key: string;
  readonly done: number;
  readonly failed: number;
  readonly refused: number;
}

/** Usage by day and key of the last days, the earliest first. */
export function usageOf(product: Product, userId: number, days: number): DayUsage[] {
  return product.db.all(
    `SELECT g.day, k.name AS key, g.done, g.failed, g.refused FROM gateway_usage g
     JOIN api_keys_keys k ON k.id = g.key_id WHERE g.user_id = ? AND g.day > ? ORDER BY g.day, k.id`,
    ...[userId, dayOf(product.now() - days * DAY_MS)],
  );
}

function toItem({ id, name, data, created_at, updated_at }: Row): Item {
  return {
    id,
    name,
    data: JSON.parse(data) as Item["data"],
    created_at: new Date(created_at).toISOString(),
    updated_at: new Date(updated_at).toISOString(),
  };
}
