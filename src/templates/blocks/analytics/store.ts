import { createHmac, randomBytes } from "node:crypto";
import { dayOf, type Product } from "../../kit/index.ts";
import type { PageView } from "./view.ts";

export const MIGRATIONS = [
  `CREATE TABLE analytics_days (day TEXT PRIMARY KEY, views INTEGER NOT NULL, visitors INTEGER NOT NULL);
   CREATE TABLE analytics_counts (
     day TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL,
     PRIMARY KEY (day, kind, name)
   );
   CREATE TABLE analytics_secrets (day TEXT PRIMARY KEY, secret TEXT NOT NULL);
   CREATE TABLE analytics_seen (day TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (day, code));`,
];

export type Kind = "path" | "referrer" | "campaign";

/** So that nobody fills the disk by making up addresses; what is beyond it is counted as one. */
const NAMES_PER_DAY = 500;
const OTHER = "(other)";

/** Counts a page view; `visitor` tells visitors of one day apart and is not stored. */
export function countView(product: Product, view: PageView, visitor: string): void {
  const { db } = product;
  const day = dayOf(product.now());
  db.transaction(() => {
    endDays(product);
    const isNew =
      db.run("INSERT OR IGNORE INTO analytics_seen VALUES (?, ?)", day, codeOf(product, day, visitor))
        .changes > 0;
    db.run(
      `INSERT INTO analytics_days VALUES (?1, 1, ?2)
       ON CONFLICT (day) DO UPDATE SET views = views + 1, visitors = visitors + ?2`,
      ...[day, isNew ? 1 : 0],
    );
    count(product, day, "path", view.path);
    if (view.referrer !== null) count(product, day, "referrer", view.referrer);
    if (view.campaign !== null) count(product, day, "campaign", view.campaign);
  });
}

function count({ db }: Product, day: string, kind: Kind, name: string): void {
  const known = db.count(
    "SELECT count(*) FROM analytics_counts WHERE day = ? AND kind = ? AND name = ?",
    ...[day, kind, name],
  );
  const names = known
    ? 0
    : db.count("SELECT count(*) FROM analytics_counts WHERE day = ? AND kind = ?", day, kind);
  db.run(
    `INSERT INTO analytics_counts VALUES (?, ?, ?, 1)
     ON CONFLICT (day, kind, name) DO UPDATE SET count = count + 1`,
    ...[day, kind, names >= NAMES_PER_DAY ? OTHER : name],
  );
}

/** The same for a visitor all day, and of no use afterwards: the day's secret is deleted then. */
function codeOf({ db }: Product, day: string, visitor: string): string {
  const fresh = randomBytes(32).toString("base64url");
  db.run("INSERT OR IGNORE INTO analytics_secrets VALUES (?, ?)", day, fresh);
  const secret = db.get<{ secret: string }>(
    "SELECT secret FROM analytics_secrets WHERE day = ?",
    day,
  )?.secret;
  return createHmac("sha256", secret ?? fresh)
    .update(visitor)
    .digest("base64url");
}

/** Deletes the secrets and codes of all days but this; returns how many days ended. */
export function endDays({ db, now }: Product): number {
  const day = dayOf(now());
  const { changes } = db.run("DELETE FROM analytics_secrets WHERE day <> ?", day);
  if (changes > 0) db.run("DELETE FROM analytics_seen WHERE day <> ?", day);
  return changes;
}

export interface Day {
  readonly day: string;
  readonly views: number;
  /** Different visitors of that day; those of different days can't be told from one another. */
  readonly visitors: number;
}

/** The last days up to this, the oldest first, with zeros for those without visits. */
export function lastDays({ db, now }: Product, days: number): Day[] {
  const wanted = Array.from({ length: days }, (_, at) => dayOf(now() - (days - 1 - at) * 86_400_000));
  const rows = db.all<Day>("SELECT * FROM analytics_days WHERE day >= ?", wanted[0] ?? "");
  const known = new Map(rows.map((row) => [row.day, row]));
  return wanted.map((day) => known.get(day) ?? { day, views: 0, visitors: 0 });
}

/** The most frequent first. */
export function topNames(product: Product, kind: Kind, days: number): { name: string; count: number }[] {
  return product.db.all(
    `SELECT name, sum(count) AS count FROM analytics_counts WHERE kind = ? AND day > ?
     GROUP BY name ORDER BY count DESC, name LIMIT 10`,
    ...[kind, dayOf(product.now() - days * 86_400_000)],
  );
}

/** The whole table of counts, for the export. */
export function allCounts({ db }: Product): { day: string; kind: string; name: string; count: number }[] {
  return db.all("SELECT * FROM analytics_counts ORDER BY day, kind, count DESC, name");
}
