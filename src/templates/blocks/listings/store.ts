import { z } from "zod";
import { type Product, type SqlValue, settingsOf } from "../../kit/index.ts";

const CATEGORIES = [
  "Lessons",
  "Making and repair",
  "Equipment",
  "Rooms and places",
  "Events",
  "Advice",
  "Other",
];
const SettingsSchema = z.object({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default("USD"),
  categories: z.array(z.string().min(1).max(60)).min(1).max(50).default(CATEGORIES),
});

export function settings(product: Product): z.infer<typeof SettingsSchema> {
  return settingsOf(product, "listings", SettingsSchema);
}

export const MIGRATIONS = [
  `CREATE TABLE listings_listings (
     id INTEGER PRIMARY KEY, seller_id INTEGER NOT NULL, title TEXT NOT NULL, category TEXT NOT NULL,
     description TEXT NOT NULL, price_cents INTEGER NOT NULL CHECK (price_cents > 0), place TEXT NOT NULL,
     remote INTEGER NOT NULL, status TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
   );
   CREATE INDEX listings_by_seller ON listings_listings (seller_id);`,
];

/** What a seller offers for a price. */
export interface Listing {
  readonly id: number;
  readonly seller_id: number;
  readonly title: string;
  readonly category: string;
  readonly description: string;
  readonly price_cents: number;
  /** Town or region; empty when the place does not matter. */
  readonly place: string;
  /** 1 when it can be had at a distance. */
  readonly remote: number;
  /** `stopped` is the owner's doing. */
  readonly status: "live" | "paused" | "stopped";
  readonly updated_at: number;
  readonly seller_name: string;
}
export type Draft = Pick<Listing, "title" | "category" | "description" | "price_cents" | "place" | "remote">;

const SELECT = `SELECT listings_listings.*, sellers_sellers.name AS seller_name FROM listings_listings
  JOIN sellers_sellers ON sellers_sellers.id = seller_id`;
/** What visitors see: live, of an approved seller whose account still is there. */
const VISIBLE = `listings_listings.status = 'live' AND sellers_sellers.status = 'approved'
  AND sellers_sellers.user_id IN (SELECT id FROM accounts_users)`;

export const SORTS = ["newest", "price-up", "price-down"] as const;
export interface Search {
  readonly words: readonly string[];
  readonly category: string | null;
  readonly maxCents: number | null;
  readonly place: string | null;
  readonly remote: boolean;
  readonly sort: (typeof SORTS)[number];
  readonly page: number;
}
export const PAGE_SIZE = 24;
const ORDERS: Readonly<Record<Search["sort"], string>> = {
  newest: "listings_listings.id DESC",
  "price-up": "price_cents, listings_listings.id",
  "price-down": "price_cents DESC, listings_listings.id",
};

/** A listing must have all words; a place is looked for as part of its own, without regard to case. */
export function search(product: Product, { words, sort, page, ...filter }: Search) {
  const text = "lower(title || ' ' || category || ' ' || description || ' ' || sellers_sellers.name)";
  const where = [
    VISIBLE,
    "(?1 IS NULL OR category = ?1)",
    "(?2 IS NULL OR price_cents <= ?2)",
    "(?3 IS NULL OR instr(lower(listings_listings.place), lower(?3)) > 0 OR (?4 = 1 AND listings_listings.remote = 1))",
    "(?4 = 0 OR ?3 IS NOT NULL OR listings_listings.remote = 1)",
    ...words.map((_, at) => `instr(${text}, ?${at + 5}) > 0`),
  ].join(" AND ");
  const values: SqlValue[] = [
    filter.category,
    filter.maxCents,
    filter.place,
    Number(filter.remote),
    ...words,
  ];
  const all = product.db.all<Listing>(
    `${SELECT} WHERE ${where} ORDER BY ${ORDERS[sort]} LIMIT 1000`,
    ...values,
  );
  return { total: all.length, listings: all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE) };
}

/** What visitors see, the newest first. */
export function visibleListings(product: Product, limit = 2_000): Listing[] {
  return product.db.all(`${SELECT} WHERE ${VISIBLE} ORDER BY listings_listings.id DESC LIMIT ?`, limit);
}

export function visibleListing(product: Product, id: number): Listing | undefined {
  return product.db.get(`${SELECT} WHERE ${VISIBLE} AND listings_listings.id = ?`, id);
}

export function listingById(product: Product, id: number): Listing | undefined {
  return product.db.get(`${SELECT} WHERE listings_listings.id = ?`, id);
}

export function listingsOf(product: Product, sellerId: number): Listing[] {
  return product.db.all(`${SELECT} WHERE seller_id = ? ORDER BY listings_listings.id DESC`, sellerId);
}

export function allListings(product: Product): Listing[] {
  return product.db.all(`${SELECT} ORDER BY listings_listings.id DESC LIMIT 500`);
}

export function addListing(product: Product, sellerId: number, draft: Draft): number {
  const { title, category, description, price_cents, place, remote } = draft;
  const now = product.now();
  return product.db.run(
    `INSERT INTO listings_listings
       (seller_id, title, category, description, price_cents, place, remote, status, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'live', ?, ?)`,
    ...[sellerId, title, category, description, price_cents, place, remote, now, now],
  ).id;
}

export function changeListing(product: Product, id: number, draft: Draft): void {
  const { title, category, description, price_cents, place, remote } = draft;
  product.db.run(
    `UPDATE listings_listings SET title = ?, category = ?, description = ?, price_cents = ?, place = ?, remote = ?,
       updated_at = ? WHERE id = ?`,
    ...[title, category, description, price_cents, place, remote, product.now(), id],
  );
}

/** False when it is not in the state it would leave. */
export function setStatus(
  product: Product,
  id: number,
  from: Listing["status"],
  to: Listing["status"],
): boolean {
  const { changes } = product.db.run(
    "UPDATE listings_listings SET status = ?, updated_at = ? WHERE id = ? AND status = ?",
    ...[to, product.now(), id, from],
  );
  return changes > 0;
}
