import { type Product, signature } from "../../kit/index.ts";
import { itemById, returnStock, takeStock } from "../catalogue/index.ts";
import { NEXT, type Order, type OrderDraft, type OrderLine, type Status } from "./model.ts";

export const MIGRATIONS = [
  `CREATE TABLE orders_orders (
     id INTEGER PRIMARY KEY, status TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, street TEXT NOT NULL,
     postcode TEXT NOT NULL, city TEXT NOT NULL, country TEXT NOT NULL, note TEXT NOT NULL,
     subtotal_cents INTEGER NOT NULL, discount_cents INTEGER NOT NULL, shipping_cents INTEGER NOT NULL,
     total_cents INTEGER NOT NULL CHECK (total_cents = subtotal_cents - discount_cents + shipping_cents),
     discount_code TEXT NOT NULL, currency TEXT NOT NULL, holds_stock INTEGER NOT NULL, held_until INTEGER NOT NULL,
     refund TEXT NOT NULL DEFAULT 'none', carrier TEXT NOT NULL DEFAULT '', tracking TEXT NOT NULL DEFAULT '',
     created_at INTEGER NOT NULL
   );
   CREATE INDEX orders_by_status ON orders_orders (status, id);
   CREATE TABLE orders_lines (
     order_id INTEGER NOT NULL REFERENCES orders_orders (id), item INTEGER NOT NULL, name TEXT NOT NULL,
     price_cents INTEGER NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (order_id, item)
   );
   CREATE TABLE orders_steps (order_id INTEGER NOT NULL, status TEXT NOT NULL, at INTEGER NOT NULL);
   CREATE INDEX orders_steps_by_order ON orders_steps (order_id);`,
];

/** The payment's reference. */
export const referenceOf = (id: number) => `order:${id}`;

/** The page of an order; who has its address may see it. */
export function orderPath(product: Product, id: number): string {
  return `/orders/${id}/${signature(product, `order:${id}`)}`;
}

/** Takes the stock and writes the order down, or neither: then says which product there is not enough of. */
export function placeOrder(
  product: Product,
  draft: OrderDraft,
  holdMs: number,
): { readonly id: number } | { readonly missing: string } {
  return product.db.transaction(() => {
    const missing = draft.lines.find(
      ({ item, quantity }) => (itemById(product, item)?.stock ?? 0) < quantity,
    );
    if (missing) return { missing: missing.name };
    for (const { item, quantity } of draft.lines) takeStock(product, item, quantity);
    const { lines, ...order } = draft;
    const now = product.now();
    const row = {
      ...order,
      status: "awaiting_payment",
      holds_stock: 1,
      held_until: now + holdMs,
      created_at: now,
    };
    const columns = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
    const { id } = product.db.run(
      `INSERT INTO orders_orders (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
      ...columns.map((column) => row[column]),
    );
    for (const { item, name, price_cents, quantity } of lines) {
      product.db.run(
        "INSERT INTO orders_lines VALUES (?, ?, ?, ?, ?)",
        ...[id, item, name, price_cents, quantity],
      );
    }
    noteStep(product, id, "awaiting_payment");
    return { id };
  });
}

const COLUMNS = {
  ...{ status: 1, name: 1, email: 1, street: 1, postcode: 1, city: 1, country: 1, note: 1, currency: 1 },
  ...{ subtotal_cents: 1, discount_cents: 1, shipping_cents: 1, total_cents: 1, discount_code: 1 },
  ...{ holds_stock: 1, held_until: 1, created_at: 1 },
} as const;

export function orderById(product: Product, id: number): Order | undefined {
  return product.db.get("SELECT * FROM orders_orders WHERE id = ?", id);
}

export function linesOf(product: Product, id: number): OrderLine[] {
  return product.db.all(
    "SELECT item, name, price_cents, quantity FROM orders_lines WHERE order_id = ? ORDER BY item",
    id,
  );
}

export function stepsOf(product: Product, id: number): { status: Status; at: number }[] {
  return product.db.all("SELECT status, at FROM orders_steps WHERE order_id = ? ORDER BY rowid", id);
}

/** The latest first. */
export function listOrders(product: Product, status: Status | null, limit = 200): Order[] {
  return product.db.all(
    "SELECT * FROM orders_orders WHERE ?1 IS NULL OR status = ?1 ORDER BY id DESC LIMIT ?2",
    status,
    limit,
  );
}

/** Money that was received and not given back, in cents, and from how many orders. */
export function revenue(product: Product): { orders: number; cents: number } {
  const where = "status IN ('paid', 'packed', 'shipped', 'delivered')";
  return {
    orders: product.db.count(`SELECT count(*) FROM orders_orders WHERE ${where}`),
    cents: product.db.count(`SELECT sum(total_cents) FROM orders_orders WHERE ${where}`),
  };
}

/**
 * The gateway has the money. An order that was given up meanwhile gets its stock again if there still is enough;
 * otherwise the money goes back.
 */
export function markPaid(product: Product, id: number): "paid" | "refund" | "nothing" {
  return product.db.transaction(() => {
    if (move(product, id, ["awaiting_payment"], "paid")) return "paid";
    const order = orderById(product, id);
    if (order?.status !== "cancelled" || order.refund !== "none") return "nothing";
    const lines = linesOf(product, id);
    if (lines.every(({ item, quantity }) => (itemById(product, item)?.stock ?? 0) >= quantity)) {
      for (const { item, quantity } of lines) takeStock(product, item, quantity);
      product.db.run("UPDATE orders_orders SET holds_stock = 1 WHERE id = ?", id);
      move(product, id, ["cancelled"], "paid");
      return "paid";
    }
    product.db.run("UPDATE orders_orders SET refund = 'due' WHERE id = ?", id);
    return "refund";
  });
}

/** Takes the next step of fulfilment. False when the order is not where the owner saw it. */
export function advance(
  product: Product,
  id: number,
  from: Status,
  parcel: { carrier: string; tracking: string },
): boolean {
  const to = NEXT[from];
  if (!to) return false;
  return product.db.transaction(() => {
    if (!move(product, id, [from], to)) return false;
    if (to === "shipped") {
      product.db.run(
        "UPDATE orders_orders SET carrier = ?, tracking = ? WHERE id = ?",
        ...[parcel.carrier, parcel.tracking, id],
      );
    }
    return true;
  });
}

/** Cancels an order that was not shipped: its stock goes back, once, and a paid one is owed a refund. */
export function cancelOrder(product: Product, id: number, from: readonly Status[]): boolean {
  return product.db.transaction(() => {
    const before = orderById(product, id);
    if (!before || !move(product, id, from, "cancelled")) return false;
    const owed = before.status === "awaiting_payment" || before.total_cents === 0 ? "none" : "due";
    product.db.run("UPDATE orders_orders SET holds_stock = 0, refund = ? WHERE id = ?", owed, id);
    if (before.holds_stock === 1) {
      for (const { item, quantity } of linesOf(product, id)) returnStock(product, item, quantity);
    }
    return true;
  });
}

/** How many orders have a discount code, those that were cancelled aside. */
export function usesOfCode(product: Product, code: string): number {
  return product.db.count(
    "SELECT count(*) FROM orders_orders WHERE discount_code = ? AND status != 'cancelled'",
    code,
  );
}

/** Orders whose stock was held long enough without a payment. */
export function lapsed(product: Product): number[] {
  return product.db
    .all<{ id: number }>(
      "SELECT id FROM orders_orders WHERE status = 'awaiting_payment' AND held_until <= ?",
      product.now(),
    )
    .map(({ id }) => id);
}

export function owedRefunds(product: Product): Order[] {
  return product.db.all("SELECT * FROM orders_orders WHERE refund = 'due' ORDER BY id");
}

export function refundDone(product: Product, id: number): void {
  product.db.run("UPDATE orders_orders SET refund = 'done' WHERE id = ?", id);
}

function move(product: Product, id: number, from: readonly Status[], to: Status): boolean {
  const { changes } = product.db.run(
    `UPDATE orders_orders SET status = ? WHERE id = ? AND status IN (${from.map(() => "?").join(", ")})`,
    ...[to, id, ...from],
  );
  if (changes > 0) noteStep(product, id, to);
  return changes > 0;
}

function noteStep(product: Product, id: number, status: Status): void {
  product.db.run("INSERT INTO orders_steps VALUES (?, ?, ?)", ...[id, status, product.now()]);
}
