import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";
import { userById } from "../accounts/index.ts";
import { type Listing, visibleListings } from "../listings/index.ts";
import { sellerOf } from "../sellers/index.ts";
import { type Match, rank, type Wish } from "./match.ts";

const SettingsSchema = z.object({ least_score: z.number().min(1).max(100).default(45) });

export const MIGRATIONS = [
  `CREATE TABLE matchmaking_requests (
     id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, words TEXT NOT NULL, category TEXT NOT NULL,
     max_cents INTEGER, place TEXT NOT NULL, remote INTEGER NOT NULL, notify INTEGER NOT NULL, open INTEGER NOT NULL,
     created_at INTEGER NOT NULL
   );
   CREATE INDEX matchmaking_requests_by_user ON matchmaking_requests (user_id);
   CREATE TABLE matchmaking_seen (
     request_id INTEGER NOT NULL, listing_id INTEGER NOT NULL, PRIMARY KEY (request_id, listing_id)
   );
   CREATE TABLE matchmaking_looked (id INTEGER PRIMARY KEY CHECK (id = 1), at TEXT NOT NULL);`,
];

/** A buyer's request. */
export interface Wanted extends Wish {
  readonly id: number;
  readonly user_id: number;
  /** 1 when they want to hear of new matches. */
  readonly notify: number;
  /** 0 when it is closed. */
  readonly open: number;
  readonly created_at: number;
}

/** Writes it down; what already fits is shown at once and not told again. */
export function addRequest(product: Product, userId: number, wish: Wish & { notify: number }): number {
  return product.db.transaction(() => {
    const { id } = product.db.run(
      `INSERT INTO matchmaking_requests (user_id, words, category, max_cents, place, remote, notify, open, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)`,
      ...[
        userId,
        wish.words,
        wish.category,
        wish.max_cents,
        wish.place,
        wish.remote,
        wish.notify,
        product.now(),
      ],
    );
    const request = requestById(product, id);
    for (const { offer } of request ? matchesFor(product, request) : []) markSeen(product, id, offer.id);
    return id;
  });
}

export function requestById(product: Product, id: number): Wanted | undefined {
  return product.db.get("SELECT * FROM matchmaking_requests WHERE id = ?", id);
}

export function requestsOf(product: Product, userId: number): Wanted[] {
  return product.db.all(
    "SELECT * FROM matchmaking_requests WHERE user_id = ? ORDER BY open DESC, id DESC",
    userId,
  );
}

export function openRequests(product: Product): Wanted[] {
  return product.db.all("SELECT * FROM matchmaking_requests WHERE open = 1 ORDER BY id DESC LIMIT 500");
}

/** The new state of `open` or `notify`, 0 or 1. */
export function setFlag(product: Product, id: number, column: "open" | "notify", value: number): void {
  product.db.run(`UPDATE matchmaking_requests SET ${column} = ? WHERE id = ?`, value, id);
}

/** What fits, the best first; never what the buyer sells. */
export function matchesFor(
  product: Product,
  request: Wanted,
  listings: readonly Listing[] = visibleListings(product),
): Match<Listing>[] {
  const own = sellerOf(product, request.user_id)?.id;
  const others = listings.filter(({ seller_id }) => seller_id !== own);
  return rank(request, others, settingsOf(product, "matchmaking", SettingsSchema).least_score).slice(0, 50);
}

/** Tells buyers of listings that fit and that they have not seen; each listing once. Returns how many it told. */
export function tellOfNew(product: Product): number {
  const listings = visibleListings(product);
  const state = `${listings.length}:${Math.max(0, ...listings.map(({ updated_at }) => updated_at))}`;
  const looked = product.db.get<{ at: string }>("SELECT at FROM matchmaking_looked")?.at;
  if (state === looked) return 0;
  return product.db.transaction(() => {
    let told = 0;
    const waiting = product.db.all<Wanted>(
      "SELECT * FROM matchmaking_requests WHERE open = 1 AND notify = 1 ORDER BY id",
    );
    for (const request of waiting) {
      const fresh = matchesFor(product, request, listings).filter(({ offer }) =>
        markSeen(product, request.id, offer.id),
      );
      const user = userById(product, request.user_id);
      if (fresh.length === 0 || !user) continue;
      const lines = fresh.map(
        ({ offer, reasons }) =>
          `${offer.title} (${reasons.join("; ")}): ${product.baseUrl}/listings/${offer.id}`,
      );
      product.outbox.send({
        to: user.email,
        subject: `${product.business.name}: new for "${request.words.slice(0, 60)}"`,
        body: `Hello ${user.name},\n\nthis fits what you look for:\n\n${lines.join("\n")}\n\nYour request, and how to end these messages: ${product.baseUrl}/requests/${request.id}\n`,
      });
      told += 1;
    }
    product.db.run("INSERT OR REPLACE INTO matchmaking_looked VALUES (1, ?)", state);
    return told;
  });
}

/** True the first time. */
function markSeen(product: Product, requestId: number, listingId: number): boolean {
  return (
    product.db.run("INSERT OR IGNORE INTO matchmaking_seen VALUES (?, ?)", requestId, listingId).changes > 0
  );
}
