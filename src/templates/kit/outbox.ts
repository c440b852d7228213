import type { Database } from "./database.ts";

export const OUTBOX_MIGRATIONS = [
  `CREATE TABLE kit_outbox (
     id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
     once_key TEXT UNIQUE, created_at INTEGER NOT NULL
   );`,
];

export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text; links are absolute URLs. */
  readonly body: string;
  /** A message with the same key is sent only once, whatever happens. */
  readonly onceKey?: string;
}

export interface SentMail extends Mail {
  readonly id: number;
  readonly at: number;
}

/** Outgoing e-mail. Without a mail service it stays here, where the owner can read it. */
export class Outbox {
  readonly #db: Database;
  readonly #now: () => number;

  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** False when a message with the same key was sent before. */
  send({ to, subject, body, onceKey }: Mail): boolean {
    const { changes } = this.#db.run(
      "INSERT OR IGNORE INTO kit_outbox (recipient, subject, body, once_key, created_at) VALUES (?, ?, ?, ?, ?)",
      ...[to, subject, body, onceKey ?? null, this.#now()],
    );
    return changes > 0;
  }

  /** The latest messages first. */
  list({ limit = 100, to }: { limit?: number; to?: string } = {}): SentMail[] {
    return this.#db
      .all<{ id: number; recipient: string; subject: string; body: string; created_at: number }>(
        "SELECT * FROM kit_outbox WHERE ?1 IS NULL OR recipient = ?1 ORDER BY id DESC LIMIT ?2",
        ...[to ?? null, limit],
      )
      .map(({ id, recipient, subject, body, created_at }) => ({
        id,
        to: recipient,
        subject,
        body,
        at: created_at,
      }));
  }
}
