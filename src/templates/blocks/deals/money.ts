import type { Product } from "../../kit/index.ts";

/** Whose money it is, in cents. */
export interface Balance {
  /** Of deals that are done. */
  readonly earned: number;
  readonly paidOut: number;
  /** What can be paid out. */
  readonly due: number;
  /** Of deals that are paid and under way. */
  readonly held: number;
}

export function balanceOf(product: Product, sellerId: number): Balance {
  const sum = (states: string) =>
    product.db.count(
      `SELECT sum(seller_cents) FROM deals_deals WHERE seller_id = ? AND status IN (${states})`,
      sellerId,
    );
  const earned = sum("'confirmed'");
  const paidOut = product.db.count(
    "SELECT sum(amount_cents) FROM deals_payouts WHERE seller_id = ?",
    sellerId,
  );
  return { earned, paidOut, due: earned - paidOut, held: sum("'paid', 'accepted', 'delivered', 'disputed'") };
}

/** Notes a payout that the owner made; false when the seller is not owed so much. */
export function payOut(product: Product, sellerId: number, cents: number, note: string): boolean {
  return product.db.transaction(() => {
    if (cents > balanceOf(product, sellerId).due) return false;
    product.db.run(
      "INSERT INTO deals_payouts (seller_id, amount_cents, note, at) VALUES (?, ?, ?, ?)",
      ...[sellerId, cents, note, product.now()],
    );
    return true;
  });
}

export function payoutsOf(
  product: Product,
  sellerId: number,
): { amount_cents: number; note: string; at: number }[] {
  return product.db.all(
    "SELECT amount_cents, note, at FROM deals_payouts WHERE seller_id = ? ORDER BY id DESC LIMIT 100",
    sellerId,
  );
}

/** What the business earned: commission of deals that are done, and of those under way. */
export function commission(product: Product): {
  deals: number;
  turnover: number;
  earned: number;
  held: number;
} {
  const held = "'paid', 'accepted', 'delivered', 'disputed'";
  return {
    deals: product.db.count("SELECT count(*) FROM deals_deals WHERE status = 'confirmed'"),
    turnover: product.db.count("SELECT sum(price_cents) FROM deals_deals WHERE status = 'confirmed'"),
    earned: product.db.count("SELECT sum(commission_cents) FROM deals_deals WHERE status = 'confirmed'"),
    held: product.db.count(`SELECT sum(commission_cents) FROM deals_deals WHERE status IN (${held})`),
  };
}

/** Sellers with money of theirs here. */
export function sellersWithDeals(product: Product): number[] {
  return product.db
    .all<{ seller_id: number }>(
      "SELECT DISTINCT seller_id FROM deals_deals WHERE status NOT IN ('awaiting_payment', 'cancelled') ORDER BY seller_id",
    )
    .map(({ seller_id }) => seller_id);
}
