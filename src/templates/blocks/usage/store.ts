import { dayOf, type Product } from "../../kit/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE usage_events (
     id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts_users (id) ON DELETE CASCADE,
     user_id INTEGER REFERENCES accounts_users (id) ON DELETE SET NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
     at INTEGER NOT NULL, day TEXT NOT NULL
   );
   CREATE INDEX usage_events_by_account ON usage_events (account_id, at);
   CREATE INDEX usage_events_by_user ON usage_events (user_id, at);`,
];

/** Something that somebody did. */
export interface UsageEvent {
  /** Whose plan it counts towards. */
  readonly accountId: number;
  /** Who did it. */
  readonly userId: number;
  /** In a few words, such as "Added a project". */
  readonly action: string;
  /** What it was done to. */
  readonly subject: string;
}

export interface HistoryRow {
  readonly at: number;
  readonly who: string | null;
  readonly action: string;
  readonly subject: string;
}

export interface Count {
  readonly name: string;
  readonly count: number;
}

// What counts towards one's own plan, and what one did in workspaces of others.
const MINE = "(account_id = ?1 OR user_id = ?1)";

export function addEvent(product: Product, { accountId, userId, action, subject }: UsageEvent): void {
  const now = product.now();
  product.db.run(
    "INSERT INTO usage_events (account_id, user_id, action, subject, at, day) VALUES (?, ?, ?, ?, ?, ?)",
    ...[accountId, userId, action, subject.slice(0, 200), now, dayOf(now)],
  );
}

/** What counts towards an account's plan since a time. */
export function countSince(product: Product, accountId: number, since: number): number {
  return product.db.count(
    "SELECT count(*) FROM usage_events WHERE account_id = ? AND at >= ?",
    accountId,
    since,
  );
}

/** What a user did for plans of others since a time. */
export function countElsewhere(product: Product, userId: number, since: number): number {
  return product.db.count(
    "SELECT count(*) FROM usage_events WHERE user_id = ?1 AND account_id <> ?1 AND at >= ?2",
    ...[userId, since],
  );
}

/** One figure for each of the last days, the earliest first, also for days on which nothing happened. */
export function perDay(product: Product, userId: number, days: number): Count[] {
  const today = product.now();
  const first = dayOf(today - (days - 1) * 86_400_000);
  const rows = product.db.all<{ day: string; count: number }>(
    `SELECT day, count(*) AS count FROM usage_events WHERE ${MINE} AND day >= ?2 GROUP BY day`,
    ...[userId, first],
  );
  const counts = new Map(rows.map(({ day, count }) => [day, count]));
  return Array.from({ length: days }, (_, at) => {
    const day = dayOf(today - (days - 1 - at) * 86_400_000);
    return { name: day, count: counts.get(day) ?? 0 };
  });
}

export function perAction(product: Product, userId: number, since: number): Count[] {
  return product.db.all(
    `SELECT action AS name, count(*) AS count FROM usage_events WHERE ${MINE} AND at >= ?2
     GROUP BY action ORDER BY count DESC, action`,
    ...[userId, since],
  );
}

export function perPerson(product: Product, userId: number, since: number): Count[] {
  return product.db.all(
    `SELECT coalesce(u.name, 'Someone who left') AS name, count(*) AS count
     FROM usage_events e LEFT JOIN accounts_users u ON u.id = e.user_id
     WHERE ${MINE} AND at >= ?2 GROUP BY e.user_id ORDER BY count DESC, name`,
    ...[userId, since],
  );
}

/** Counts by day and action, for spreadsheets. */
export function perDayAndAction(product: Product, userId: number, since: number) {
  return product.db.all<{ day: string; action: string; count: number }>(
    `SELECT day, action, count(*) AS count FROM usage_events WHERE ${MINE} AND at >= ?2
     GROUP BY day, action ORDER BY day, action`,
    ...[userId, since],
  );
}

export const HISTORY_PAGE = 50;

/** The latest first; `query` is looked for in what was done and to what. */
export function history(product: Product, userId: number, query: string, page: number) {
  const where = `${MINE} AND (?2 = '' OR instr(lower(action || ' ' || subject), lower(?2)) > 0)`;
  const total = product.db.count(`SELECT count(*) FROM usage_events WHERE ${where}`, userId, query);
  const rows = product.db.all<HistoryRow>(
    `SELECT e.at, u.name AS who, e.action, e.subject FROM usage_events e LEFT JOIN accounts_users u ON u.id = e.user_id
     WHERE ${where} ORDER BY e.id DESC LIMIT ?3 OFFSET ?4`,
    ...[userId, query, HISTORY_PAGE, (page - 1) * HISTORY_PAGE],
  );
  return { total, rows };
}

export function wholeHistory(product: Product, userId: number): HistoryRow[] {
  return product.db.all(
    `SELECT e.at, u.name AS who, e.action, e.subject FROM usage_events e LEFT JOIN accounts_users u ON u.id = e.user_id
     WHERE ${MINE} ORDER BY e.id`,
    userId,
  );
}
