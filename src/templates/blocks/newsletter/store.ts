import type { Product } from "../../kit/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE newsletter_subscribers (
     id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, status TEXT NOT NULL, source TEXT NOT NULL,
     round INTEGER NOT NULL DEFAULT 0, asked_at INTEGER NOT NULL, confirmed_at INTEGER, unsubscribed_at INTEGER, active_at INTEGER
   );
   CREATE TABLE newsletter_tags (
     subscriber_id INTEGER NOT NULL REFERENCES newsletter_subscribers (id) ON DELETE CASCADE,
     tag TEXT NOT NULL, PRIMARY KEY (subscriber_id, tag)
   );`,
];

export type Status = "pending" | "confirmed" | "unsubscribed";

export interface Subscriber {
  readonly id: number;
  readonly email: string;
  readonly status: Status;
  /** The page they signed up on. */
  readonly source: string;
  readonly tags: readonly string[];
  /** How often they unsubscribed; a link to confirm is good for one round. */
  readonly round: number;
  /** Milliseconds since the epoch, as all times. */
  readonly asked_at: number;
  readonly confirmed_at: number | null;
  readonly unsubscribed_at: number | null;
  /** When they last opened a letter or followed a link in one. */
  readonly active_at: number | null;
}

type Row = Omit<Subscriber, "tags"> & { readonly tags: string };

const SELECT = `SELECT s.*, (SELECT json_group_array(tag) FROM
    (SELECT tag FROM newsletter_tags t WHERE t.subscriber_id = s.id ORDER BY tag)) AS tags
  FROM newsletter_subscribers s`;

const toSubscriber = (row: Row): Subscriber => ({ ...row, tags: JSON.parse(row.tags) as string[] });

export function findSubscriber(product: Product, id: number): Subscriber | undefined {
  const row = product.db.get<Row>(`${SELECT} WHERE s.id = ?`, id);
  return row && toSubscriber(row);
}

/** Everybody who may be written to, in the order they joined. */
export function confirmedSubscribers(product: Product): Subscriber[] {
  return product.db.all<Row>(`${SELECT} WHERE s.status = 'confirmed' ORDER BY s.id`).map(toSubscriber);
}

export function unsubscribedIds({ db }: Product): ReadonlySet<number> {
  const rows = db.all<{ id: number }>("SELECT id FROM newsletter_subscribers WHERE status = 'unsubscribed'");
  return new Set(rows.map(({ id }) => id));
}

export interface Filter {
  readonly status?: Status | undefined;
  /** Part of the address or of a tag. */
  readonly words?: string;
  readonly limit?: number;
}

/** The latest first. */
export function listSubscribers(product: Product, { status, words = "", limit = 200 }: Filter): Subscriber[] {
  return product.db
    .all<Row>(
      `${SELECT} WHERE (?1 IS NULL OR s.status = ?1) AND (?2 = '' OR instr(s.email, ?2) > 0 OR EXISTS
         (SELECT 1 FROM newsletter_tags t WHERE t.subscriber_id = s.id AND instr(t.tag, ?2) > 0))
       ORDER BY s.id DESC LIMIT ?3`,
      ...[status ?? null, words.toLowerCase(), limit],
    )
    .map(toSubscriber);
}

export function countByStatus({ db }: Product): Record<Status, number> {
  const count = (status: Status) =>
    db.count("SELECT count(*) FROM newsletter_subscribers WHERE status = ?", status);
  return {
    confirmed: count("confirmed"),
    pending: count("pending"),
    unsubscribed: count("unsubscribed"),
  };
}

/** Notes that an address asked for letters. One that is confirmed stays so. */
export function askToSubscribe(
  product: Product,
  ask: { email: string; source: string; tags: readonly string[] },
): Subscriber {
  const { db, now } = product;
  return db.transaction(() => {
    db.run(
      `INSERT INTO newsletter_subscribers (email, status, source, asked_at) VALUES (?, 'pending', ?, ?)
       ON CONFLICT (email) DO UPDATE SET status = 'pending', asked_at = excluded.asked_at
       WHERE status <> 'confirmed'`,
      ...[ask.email, ask.source, now()],
    );
    const row = db.get<Row>(`${SELECT} WHERE s.email = ?`, ask.email);
    if (!row) throw new Error("The address that was just added is not there.");
    // Nobody changes the choice of somebody who is a subscriber already by typing their address.
    if (row.status !== "confirmed") {
      db.run("DELETE FROM newsletter_tags WHERE subscriber_id = ?", row.id);
      for (const tag of ask.tags) addTag(product, row.id, tag);
    }
    return toSubscriber(row);
  });
}

/** False when it was confirmed before. */
export function confirm(product: Product, id: number): boolean {
  const { changes } = product.db.run(
    `UPDATE newsletter_subscribers SET status = 'confirmed', confirmed_at = ?, unsubscribed_at = NULL
     WHERE id = ? AND status = 'pending'`,
    ...[product.now(), id],
  );
  return changes > 0;
}

/** False when there was nothing to end. */
export function unsubscribe(product: Product, id: number): boolean {
  const { changes } = product.db.run(
    `UPDATE newsletter_subscribers SET status = 'unsubscribed', unsubscribed_at = ?, round = round + 1
     WHERE id = ? AND status <> 'unsubscribed'`,
    ...[product.now(), id],
  );
  return changes > 0;
}

export function noteActivity(product: Product, id: number): void {
  product.db.run("UPDATE newsletter_subscribers SET active_at = ? WHERE id = ?", product.now(), id);
}

export function addTag(product: Product, id: number, tag: string): void {
  product.db.run("INSERT OR IGNORE INTO newsletter_tags VALUES (?, ?)", id, tag.toLowerCase());
}

export function removeTag(product: Product, id: number, tag: string): void {
  product.db.run("DELETE FROM newsletter_tags WHERE subscriber_id = ? AND tag = ?", id, tag);
}

/** Forgets everything about somebody, as they have a right to. */
export function erase(product: Product, id: number): boolean {
  return product.db.run("DELETE FROM newsletter_subscribers WHERE id = ?", id).changes > 0;
}
