import type { Product } from "../../kit/index.ts";

// Ids are never given again: the references of payments are made of them.
export const MIGRATIONS = [
  `CREATE TABLE billing_invoices (
     id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL REFERENCES accounts_users (id) ON DELETE CASCADE,
     plan TEXT NOT NULL, plan_name TEXT NOT NULL, amount_cents INTEGER NOT NULL, currency TEXT NOT NULL,
     renewal_period INTEGER, created_at INTEGER NOT NULL, paid_at INTEGER, covers_until INTEGER
   );
   CREATE INDEX billing_invoices_by_user ON billing_invoices (user_id, id);
   CREATE TABLE billing_subscriptions (
     user_id INTEGER PRIMARY KEY REFERENCES accounts_users (id) ON DELETE CASCADE, plan TEXT NOT NULL, next_plan TEXT,
     first_invoice INTEGER NOT NULL, period INTEGER NOT NULL, started_at INTEGER NOT NULL, period_end INTEGER NOT NULL
   );`,
];

export interface Invoice {
  readonly id: number;
  readonly user_id: number;
  readonly plan: string;
  readonly plan_name: string;
  readonly amount_cents: number;
  readonly currency: string;
  /** Which month of the subscription it renews; null for its first. */
  readonly renewal_period: number | null;
  readonly paid_at: number | null;
  readonly covers_until: number | null;
}

export interface Subscription {
  readonly user_id: number;
  readonly plan: string;
  /** What it becomes at the end of the period; null: it stays. */
  readonly next_plan: string | null;
  readonly first_invoice: number;
  /** Months begun, from 1. */
  readonly period: number;
  readonly started_at: number;
  readonly period_end: number;
}

export function subscriptionOf(product: Product, userId: number): Subscription | undefined {
  return product.db.get("SELECT * FROM billing_subscriptions WHERE user_id = ?", userId);
}

/** The unpaid invoice for this purpose; there is only ever one. */
export function openInvoice(
  product: Product,
  invoice: Pick<Invoice, "user_id" | "plan" | "plan_name" | "amount_cents" | "currency" | "renewal_period">,
): number {
  const { user_id, plan, plan_name, amount_cents, currency, renewal_period } = invoice;
  return product.db.transaction(() => {
    const open = product.db.get<{ id: number }>(
      `SELECT id FROM billing_invoices WHERE user_id = ? AND plan = ? AND renewal_period IS ? AND amount_cents = ?
       AND currency = ? AND paid_at IS NULL`,
      ...[user_id, plan, renewal_period, amount_cents, currency],
    );
    if (open) return open.id;
    return product.db.run(
      `INSERT INTO billing_invoices (user_id, plan, plan_name, amount_cents, currency, renewal_period, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[user_id, plan, plan_name, amount_cents, currency, renewal_period, product.now()],
    ).id;
  });
}

export function invoiceById(product: Product, id: number): Invoice | undefined {
  return product.db.get("SELECT * FROM billing_invoices WHERE id = ?", id);
}

/** What a user has paid, the latest first. */
export function receiptsOf(product: Product, userId: number): Invoice[] {
  return product.db.all(
    "SELECT * FROM billing_invoices WHERE user_id = ? AND paid_at IS NOT NULL ORDER BY id DESC",
    userId,
  );
}

export function markPaid(product: Product, id: number, coversUntil: number): void {
  product.db.run(
    "UPDATE billing_invoices SET paid_at = ?, covers_until = ? WHERE id = ?",
    ...[product.now(), coversUntil, id],
  );
}

export function saveSubscription(product: Product, one: Subscription): void {
  product.db.run(
    "INSERT OR REPLACE INTO billing_subscriptions VALUES (?, ?, ?, ?, ?, ?, ?)",
    ...[one.user_id, one.plan, one.next_plan, one.first_invoice, one.period, one.started_at, one.period_end],
  );
}

/** What the subscription becomes at the end of its period; null keeps it. False when there is none. */
export function planNext(product: Product, userId: number, nextPlan: string | null): boolean {
  const { changes } = product.db.run(
    "UPDATE billing_subscriptions SET next_plan = ? WHERE user_id = ?",
    ...[nextPlan, userId],
  );
  return changes > 0;
}

export function endSubscription(product: Product, userId: number): void {
  product.db.run("DELETE FROM billing_subscriptions WHERE user_id = ?", userId);
}

export function dueSubscriptions(product: Product): Subscription[] {
  return product.db.all("SELECT * FROM billing_subscriptions WHERE period_end <= ?", product.now());
}

export interface SubscriberRow extends Subscription {
  readonly email: string;
}

export function subscribers(product: Product): SubscriberRow[] {
  return product.db.all(
    `SELECT s.*, u.email FROM billing_subscriptions s JOIN accounts_users u ON u.id = s.user_id
     ORDER BY s.started_at DESC LIMIT 500`,
  );
}

/** Cents received since a time, from those who still have an account. */
export function receivedSince(product: Product, since: number): number {
  return product.db.count("SELECT sum(amount_cents) FROM billing_invoices WHERE paid_at >= ?", since);
}
