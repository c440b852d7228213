import { createHash, randomBytes } from "node:crypto";
import type { Product, Request } from "../../kit/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE api_keys_keys (
     id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL REFERENCES accounts_users (id) ON DELETE CASCADE,
     name TEXT NOT NULL, start TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL,
     last_used_at INTEGER, revoked_at INTEGER
   );
   CREATE INDEX api_keys_by_user ON api_keys_keys (user_id);`,
];

export interface ApiKey {
  readonly id: number;
  readonly user_id: number;
  readonly name: string;
  /** How it begins, so that people can tell their keys apart. */
  readonly start: string;
  readonly created_at: number;
  readonly last_used_at: number | null;
  readonly revoked_at: number | null;
}

const COLUMNS = "id, user_id, name, start, created_at, last_used_at, revoked_at";

/** Makes a key and returns it; it can't be read again, for only its hash is kept. */
export function addKey(product: Product, userId: number, name: string): string {
  const key = `key_${randomBytes(24).toString("base64url")}`;
  product.db.run(
    "INSERT INTO api_keys_keys (user_id, name, start, hash, created_at) VALUES (?, ?, ?, ?, ?)",
    ...[userId, name, key.slice(0, 9), digest(key), product.now()],
  );
  return key;
}

/** A user's keys, those that work first, then by age. */
export function keysOf(product: Product, userId: number): ApiKey[] {
  return product.db.all(
    `SELECT ${COLUMNS} FROM api_keys_keys WHERE user_id = ? ORDER BY revoked_at IS NOT NULL, id DESC`,
    userId,
  );
}

export function countWorking(product: Product, userId: number): number {
  return product.db.count(
    "SELECT count(*) FROM api_keys_keys WHERE user_id = ? AND revoked_at IS NULL",
    userId,
  );
}

/** False when there is no such key that works. */
export function revoke(product: Product, userId: number, id: number): boolean {
  const { changes } = product.db.run(
    "UPDATE api_keys_keys SET revoked_at = ? WHERE user_id = ? AND id = ? AND revoked_at IS NULL",
    ...[product.now(), userId, id],
  );
  return changes > 0;
}

/** The key that a request carries as `Authorization: Bearer ...` or `X-API-Key: ...`; undefined when none works. */
export function keyOf(product: Product, c: Request): ApiKey | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  const given = bearer ?? c.req.header("x-api-key");
  if (!given || given.length > 200) return undefined;
  const key = product.db.get<ApiKey>(
    `SELECT ${COLUMNS} FROM api_keys_keys WHERE hash = ? AND revoked_at IS NULL`,
    digest(given),
  );
  if (key) product.db.run("UPDATE api_keys_keys SET last_used_at = ? WHERE id = ?", product.now(), key.id);
  return key;
}

// The keys are long and random, so that a plain hash can't be guessed back.
function digest(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}
