import { randomBytes } from "node:crypto";
import type { Product } from "../../kit/index.ts";
import { lineUp, mailbox } from "./line.ts";
import { waitlistSettings } from "./settings.ts";

export const MIGRATIONS = [
  `CREATE TABLE waitlist_people (
     id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL, mailbox TEXT NOT NULL UNIQUE,
     code TEXT NOT NULL UNIQUE, brought_by INTEGER REFERENCES waitlist_people (id) ON DELETE SET NULL,
     status TEXT NOT NULL, asked_at INTEGER NOT NULL, confirmed_at INTEGER, confirmed_order INTEGER,
     invited_at INTEGER
   );
   CREATE INDEX waitlist_by_status ON waitlist_people (status, confirmed_order);
   CREATE INDEX waitlist_by_bringer ON waitlist_people (brought_by);`,
];

export type Status = "pending" | "waiting" | "invited";

export interface Person {
  readonly id: number;
  readonly email: string;
  /** Of their own link, /r/<code>. */
  readonly code: string;
  readonly brought_by: number | null;
  readonly status: Status;
  readonly asked_at: number;
  readonly confirmed_at: number | null;
  readonly invited_at: number | null;
  /** People who joined through their link and confirmed. */
  readonly brought: number;
}

const SELECT = `SELECT p.*, (SELECT count(*) FROM waitlist_people b
  WHERE b.brought_by = p.id AND b.status <> 'pending') AS brought FROM waitlist_people p`;

export function personById(product: Product, id: number): Person | undefined {
  return product.db.get<Person>(`${SELECT} WHERE p.id = ?`, id);
}

export function personByCode(product: Product, code: string): Person | undefined {
  return product.db.get<Person>(`${SELECT} WHERE p.code = ? AND p.status <> 'pending'`, code);
}

/** Everybody who waits, the next to be invited first. */
export function line(product: Product): Person[] {
  const joined = product.db.all<Person>(`${SELECT} WHERE p.status = 'waiting' ORDER BY p.confirmed_order`);
  return lineUp(joined, waitlistSettings(product).places_per_invitation);
}

export function everybody(product: Product, status: Status): Person[] {
  return product.db.all<Person>(`${SELECT} WHERE p.status = ? ORDER BY p.id DESC`, status);
}

export function countByStatus({ db }: Product): Record<Status, number> {
  const count = (status: Status) => db.count("SELECT count(*) FROM waitlist_people WHERE status = ?", status);
  return { pending: count("pending"), waiting: count("waiting"), invited: count("invited") };
}

/** Notes that somebody wants to join; who is on the list already stays as they are. */
export function askToJoin(product: Product, email: string, code: string): Person {
  const { db } = product;
  return db.transaction(() => {
    db.run(
      `INSERT INTO waitlist_people (email, mailbox, code, brought_by, status, asked_at)
       VALUES (?, ?, ?, ?, 'pending', ?)
       ON CONFLICT (mailbox) DO UPDATE SET asked_at = excluded.asked_at WHERE status = 'pending'`,
      ...[email, mailbox(email), newCode(), personByCode(product, code)?.id ?? null, product.now()],
    );
    const person = db.get<Person>(`${SELECT} WHERE p.mailbox = ?`, mailbox(email));
    if (!person) throw new Error("Somebody who was just added is not there.");
    return person;
  });
}

/** False when they had confirmed before. The order is that of confirming, even when the clock is set back. */
export function confirm(product: Product, id: number): boolean {
  const { changes } = product.db.run(
    `UPDATE waitlist_people SET status = 'waiting', confirmed_at = ?,
       confirmed_order = (SELECT coalesce(max(confirmed_order), 0) + 1 FROM waitlist_people)
     WHERE id = ? AND status = 'pending'`,
    ...[product.now(), id],
  );
  return changes > 0;
}

export function invite(product: Product, id: number): boolean {
  const { changes } = product.db.run(
    "UPDATE waitlist_people SET status = 'invited', invited_at = ? WHERE id = ? AND status = 'waiting'",
    ...[product.now(), id],
  );
  return changes > 0;
}

/** Takes somebody off the list and forgets them; those they brought stay. */
export function remove(product: Product, id: number): boolean {
  return product.db.run("DELETE FROM waitlist_people WHERE id = ?", id).changes > 0;
}

/** Eight letters and digits that are easy to read out. */
function newCode(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  return [...randomBytes(8)].map((byte) => letters.charAt(byte % letters.length)).join("");
}
