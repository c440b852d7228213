import { randomBytes } from "node:crypto";
import type { Product } from "../../kit/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE integrations_hooks (
     id INTEGER PRIMARY KEY, site_id INTEGER NOT NULL REFERENCES sites_sites (id) ON DELETE CASCADE,
     url TEXT NOT NULL, secret TEXT NOT NULL, active INTEGER NOT NULL, created_at INTEGER NOT NULL
   );
   CREATE INDEX integrations_hooks_by_site ON integrations_hooks (site_id);
   CREATE TABLE integrations_deliveries (
     id INTEGER PRIMARY KEY, hook_id INTEGER NOT NULL REFERENCES integrations_hooks (id) ON DELETE CASCADE,
     body TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, due_at INTEGER NOT NULL,
     outcome TEXT NOT NULL, created_at INTEGER NOT NULL
   );
   CREATE INDEX integrations_deliveries_due ON integrations_deliveries (state, due_at);
   CREATE INDEX integrations_deliveries_by_hook ON integrations_deliveries (hook_id, id DESC);`,
];

export interface Hook {
  readonly id: number;
  readonly site_id: number;
  readonly url: string;
  readonly secret: string;
  readonly active: number;
}

export type DeliveryState = "waiting" | "delivered" | "failed";

export interface Delivery {
  readonly id: number;
  readonly hook_id: number;
  readonly body: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly due_at: number;
  readonly outcome: string;
  readonly created_at: number;
}

export function addHook(product: Product, siteId: number, url: string): Hook | undefined {
  const secret = `whs_${randomBytes(24).toString("base64url")}`;
  const { id } = product.db.run(
    "INSERT INTO integrations_hooks (site_id, url, secret, active, created_at) VALUES (?, ?, ?, 1, ?)",
    ...[siteId, url, secret, product.now()],
  );
  return findHook(product, siteId, id);
}

export function findHook(product: Product, siteId: number, id: number): Hook | undefined {
  return product.db.get("SELECT * FROM integrations_hooks WHERE id = ? AND site_id = ?", id, siteId);
}

export function hooksOf(product: Product, siteId: number): Hook[] {
  return product.db.all("SELECT * FROM integrations_hooks WHERE site_id = ? ORDER BY id", siteId);
}

export function removeHook(product: Product, siteId: number, id: number): boolean {
  return (
    product.db.run("DELETE FROM integrations_hooks WHERE id = ? AND site_id = ?", id, siteId).changes > 0
  );
}

export function addDelivery(product: Product, hookId: number, body: string): void {
  const now = product.now();
  product.db.run(
    `INSERT INTO integrations_deliveries (hook_id, body, state, attempts, due_at, outcome, created_at)
     VALUES (?, ?, 'waiting', 0, ?, '', ?)`,
    ...[hookId, body, now, now],
  );
}

export function deliveriesOf(product: Product, hookId: number, limit = 20): Delivery[] {
  return product.db.all(
    "SELECT * FROM integrations_deliveries WHERE hook_id = ? ORDER BY id DESC LIMIT ?",
    hookId,
    limit,
  );
}

/** Deliveries that are due, with their hook; the oldest first. */
export function dueDeliveries(product: Product, limit = 50): (Delivery & Pick<Hook, "url" | "secret">)[] {
  return product.db.all(
    `SELECT d.*, h.url, h.secret FROM integrations_deliveries AS d JOIN integrations_hooks AS h ON h.id = d.hook_id
     WHERE d.state = 'waiting' AND d.due_at <= ? ORDER BY d.id LIMIT ?`,
    ...[product.now(), limit],
  );
}

export function settleDelivery(
  product: Product,
  id: number,
  { state, dueAt, outcome }: { state: DeliveryState; dueAt: number; outcome: string },
): void {
  product.db.run(
    "UPDATE integrations_deliveries SET state = ?, due_at = ?, outcome = ?, attempts = attempts + 1 WHERE id = ?",
    ...[state, dueAt, outcome, id],
  );
}

/** Tries a delivery that was given up once more, at the next look. */
export function retryDelivery(product: Product, hookId: number, id: number): boolean {
  const { changes } = product.db.run(
    "UPDATE integrations_deliveries SET state = 'waiting', due_at = ? WHERE id = ? AND hook_id = ? AND state = 'failed'",
    ...[product.now(), id, hookId],
  );
  return changes > 0;
}
