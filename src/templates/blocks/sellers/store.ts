import type { Product, Session } from "../../kit/index.ts";
import { currentUser } from "../accounts/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE sellers_sellers (
     id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL UNIQUE, name TEXT NOT NULL, offer TEXT NOT NULL,
     about TEXT NOT NULL, place TEXT NOT NULL, remote INTEGER NOT NULL, payout TEXT NOT NULL, status TEXT NOT NULL,
     created_at INTEGER NOT NULL
   );`,
];

/** Who offers something. `waiting` and `refused` sellers are seen by themselves and the owner only. */
export interface Seller {
  readonly id: number;
  readonly user_id: number;
  readonly name: string;
  /** What they offer, one line. */
  readonly offer: string;
  readonly about: string;
  readonly place: string;
  /** 1 when they work at a distance too. */
  readonly remote: number;
  /** How they want to be paid; for the owner only. */
  readonly payout: string;
  readonly status: "approved" | "waiting" | "refused";
  readonly created_at: number;
}
export type Profile = Pick<Seller, "name" | "offer" | "about" | "place" | "remote" | "payout">;

/** undefined when there is none, or its account is gone. */
export function sellerById(product: Product, id: number): Seller | undefined {
  return product.db.get(
    "SELECT * FROM sellers_sellers WHERE id = ? AND user_id IN (SELECT id FROM accounts_users)",
    id,
  );
}

export function sellerOf(product: Product, userId: number): Seller | undefined {
  return product.db.get("SELECT * FROM sellers_sellers WHERE user_id = ?", userId);
}

/** The seller who is signed in. */
export function currentSeller(product: Product, session: Session | undefined): Seller | undefined {
  const user = currentUser(product, session);
  return user && sellerOf(product, user.id);
}

export function listSellers(product: Product, status: Seller["status"] | null = null): Seller[] {
  return product.db.all(
    `SELECT * FROM sellers_sellers WHERE (?1 IS NULL OR status = ?1) AND user_id IN (SELECT id FROM accounts_users)
     ORDER BY status = 'waiting' DESC, id DESC LIMIT 500`,
    status,
  );
}

/** The first time makes somebody a seller; later it changes the profile. A refused one is looked at again. */
export function saveProfile(product: Product, userId: number, profile: Profile, approval: boolean): Seller {
  const { name, offer, about, place, remote, payout } = profile;
  product.db.run(
    `INSERT INTO sellers_sellers (user_id, name, offer, about, place, remote, payout, status, created_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
     ON CONFLICT (user_id) DO UPDATE SET name = ?2, offer = ?3, about = ?4, place = ?5, remote = ?6, payout = ?7,
       status = CASE WHEN status = 'refused' THEN 'waiting' ELSE status END`,
    ...[userId, name, offer, about, place, remote, payout, approval ? "waiting" : "approved", product.now()],
  );
  return sellerOf(product, userId) as Seller;
}

export function decide(product: Product, id: number, status: "approved" | "refused"): boolean {
  return (
    product.db.run("UPDATE sellers_sellers SET status = ?1 WHERE id = ?2 AND status != ?1", status, id)
      .changes > 0
  );
}
