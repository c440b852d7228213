import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";
import type { Listing } from "../listings/index.ts";
import { listingSettings } from "../listings/index.ts";
import { sellerById } from "../sellers/index.ts";
import { ACTIONS, type Action, type Deal, type Party, type Status, split } from "./model.ts";

const SettingsSchema = z.object({
  commission_percent: z.number().min(0).max(90).default(8),
  confirm_days: z.int().min(1).max(90).default(7),
});

export function settings(product: Product): z.infer<typeof SettingsSchema> {
  return settingsOf(product, "deals", SettingsSchema);
}

export const MIGRATIONS = [
  `CREATE TABLE deals_deals (
     id INTEGER PRIMARY KEY, listing_id INTEGER NOT NULL, seller_id INTEGER NOT NULL, seller_user INTEGER NOT NULL,
     buyer_user INTEGER NOT NULL, title TEXT NOT NULL, price_cents INTEGER NOT NULL, seller_cents INTEGER NOT NULL,
     commission_cents INTEGER NOT NULL, currency TEXT NOT NULL, status TEXT NOT NULL,
     refund TEXT NOT NULL DEFAULT 'none', wish TEXT NOT NULL, confirm_at INTEGER NOT NULL DEFAULT 0,
     created_at INTEGER NOT NULL, CHECK (seller_cents + commission_cents = price_cents AND commission_cents >= 0)
   );
   CREATE INDEX deals_by_seller ON deals_deals (seller_id);
   CREATE INDEX deals_by_buyer ON deals_deals (buyer_user);
   CREATE TABLE deals_messages (
     id INTEGER PRIMARY KEY, deal_id INTEGER NOT NULL, party TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL
   );
   CREATE INDEX deals_messages_by_deal ON deals_messages (deal_id);
   CREATE TABLE deals_reviews (
     deal_id INTEGER PRIMARY KEY, seller_id INTEGER NOT NULL, listing_id INTEGER NOT NULL,
     stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5), text TEXT NOT NULL, at INTEGER NOT NULL
   );
   CREATE TABLE deals_payouts (
     id INTEGER PRIMARY KEY, seller_id INTEGER NOT NULL, amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
     note TEXT NOT NULL, at INTEGER NOT NULL
   );`,
];

export const referenceOf = (id: number) => `deal:${id}`;

export function openDeal(product: Product, listing: Listing, buyerUser: number, wish: string): number {
  const sellerUser = sellerById(product, listing.seller_id)?.user_id ?? 0;
  const parts = split(listing.price_cents, settings(product).commission_percent);
  return product.db.run(
    `INSERT INTO deals_deals (listing_id, seller_id, seller_user, buyer_user, title, price_cents, seller_cents,
       commission_cents, currency, status, wish, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'awaiting_payment', ?, ?)`,
    ...[listing.id, listing.seller_id, sellerUser, buyerUser, listing.title, listing.price_cents],
    ...[parts.seller_cents, parts.commission_cents, listingSettings(product).currency, wish, product.now()],
  ).id;
}

export function dealById(product: Product, id: number): Deal | undefined {
  return product.db.get("SELECT * FROM deals_deals WHERE id = ?", id);
}

export function dealsOf(product: Product, userId: number): Deal[] {
  return product.db.all(
    `SELECT * FROM deals_deals WHERE buyer_user = ?1 OR (seller_user = ?1 AND status != 'awaiting_payment')
     ORDER BY id DESC LIMIT 200`,
    userId,
  );
}

/** Disputes first, then the latest. */
export function allDeals(product: Product): Deal[] {
  return product.db.all("SELECT * FROM deals_deals ORDER BY status = 'disputed' DESC, id DESC LIMIT 500");
}

/** The gateway has the money. One that comes after the buyer withdrew is owed back. */
export function markPaid(product: Product, id: number): "paid" | "refund" | "nothing" {
  if (move(product, id, ["awaiting_payment"], "paid")) return "paid";
  const { changes } = product.db.run(
    "UPDATE deals_deals SET refund = 'due' WHERE id = ? AND status = 'cancelled' AND refund = 'none'",
    id,
  );
  return changes > 0 ? "refund" : "nothing";
}

/** Does it once; false when the deal is not in a state for it. */
export function act(product: Product, id: number, action: Action): boolean {
  const { from, to } = ACTIONS[action];
  return product.db.transaction(() => {
    const before = dealById(product, id);
    if (!before || !move(product, id, from, to)) return false;
    if (to === "cancelled" && before.status !== "awaiting_payment") {
      product.db.run("UPDATE deals_deals SET refund = 'due' WHERE id = ?", id);
    }
    if (to === "delivered") {
      const at = product.now() + settings(product).confirm_days * 86_400_000;
      product.db.run("UPDATE deals_deals SET confirm_at = ? WHERE id = ?", at, id);
    }
    return true;
  });
}

/** Deals that were delivered and not disputed for some days. */
export function silent(product: Product): number[] {
  return product.db
    .all<{ id: number }>(
      "SELECT id FROM deals_deals WHERE status = 'delivered' AND confirm_at <= ?",
      product.now(),
    )
    .map(({ id }) => id);
}

export function owedRefunds(product: Product): Deal[] {
  return product.db.all("SELECT * FROM deals_deals WHERE refund = 'due' ORDER BY id");
}

export function refundDone(product: Product, id: number): void {
  product.db.run("UPDATE deals_deals SET refund = 'done' WHERE id = ?", id);
}

export interface Message {
  readonly id: number;
  readonly party: Party;
  readonly text: string;
  readonly at: number;
}

export function addMessage(product: Product, dealId: number, party: Party, text: string): number {
  return product.db.run(
    "INSERT INTO deals_messages (deal_id, party, text, at) VALUES (?, ?, ?, ?)",
    ...[dealId, party, text, product.now()],
  ).id;
}

export function messagesOf(product: Product, dealId: number): Message[] {
  return product.db.all(
    "SELECT id, party, text, at FROM deals_messages WHERE deal_id = ? ORDER BY id",
    dealId,
  );
}

export interface Review {
  readonly deal_id: number;
  readonly stars: number;
  readonly text: string;
  readonly at: number;
}

/** False when the deal has a review. */
export function addReview(product: Product, deal: Deal, stars: number, text: string): boolean {
  const { changes } = product.db.run(
    "INSERT OR IGNORE INTO deals_reviews VALUES (?, ?, ?, ?, ?, ?)",
    ...[deal.id, deal.seller_id, deal.listing_id, stars, text, product.now()],
  );
  return changes > 0;
}

export function reviewOf(product: Product, dealId: number): Review | undefined {
  return product.db.get("SELECT * FROM deals_reviews WHERE deal_id = ?", dealId);
}

export function reviewsBy(product: Product, column: "seller_id" | "listing_id", id: number): Review[] {
  return product.db.all(`SELECT * FROM deals_reviews WHERE ${column} = ? ORDER BY at DESC LIMIT 100`, id);
}

function move(product: Product, id: number, from: readonly Status[], to: Status): boolean {
  const { changes } = product.db.run(
    `UPDATE deals_deals SET status = ? WHERE id = ? AND status IN (${from.map(() => "?").join(", ")})`,
    ...[to, id, ...from],
  );
  return changes > 0;
}
