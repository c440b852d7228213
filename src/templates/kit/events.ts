import type { Database } from "./database.ts";

export const EVENT_MIGRATIONS = [
  `CREATE TABLE kit_events (day TEXT NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (day, name));`,
];

/** What people use, counted by day and nothing else: no visitor can be told from another. */
export class Events {
  readonly #db: Database;
  readonly #now: () => number;

  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  count(name: string): void {
    this.#db.run(
      `INSERT INTO kit_events VALUES (?, ?, 1) ON CONFLICT (day, name) DO UPDATE SET count = count + 1`,
      ...[dayOf(this.#now()), name],
    );
  }

  /** Totals of the last days, the most frequent first. */
  totals(days = 30): { name: string; count: number }[] {
    return this.#db.all(
      "SELECT name, sum(count) AS count FROM kit_events WHERE day > ? GROUP BY name ORDER BY count DESC, name",
      dayOf(this.#now() - days * 86_400_000),
    );
  }
}

/** The UTC day of a time, as YYYY-MM-DD. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
