import type { Database } from "./database.ts";

export const OUTBOX_MIGRATIONS = [
  `CREATE TABLE kit_outbox (
     id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
     once_key TEXT UNIQUE, created_at INTEGER NOT NULL
   );`,
  `ALTER TABLE kit_outbox ADD COLUMN html TEXT;
   ALTER TABLE kit_outbox ADD COLUMN headers TEXT NOT NULL DEFAULT '{}';`,
];

export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text; links are absolute URLs. */
  readonly body: string;
  /** The same as a page, for programs that show it; must be escaped already. */
  readonly html?: string;
  /** Such as List-Unsubscribe (RFC 8058). */
  readonly headers?: Readonly<Record<string, string>>;
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
  send({ to, subject, body, html, headers = {}, onceKey }: Mail): boolean {
    const { changes } = this.#db.run(
      `INSERT OR IGNORE INTO kit_outbox (recipient, subject, body, html, headers, once_key, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[to, subject, body, html ?? null, JSON.stringify(headers), onceKey ?? null, this.#now()],
    );
    return changes > 0;
  }

  find(id: number): SentMail | undefined {
    const row = this.#db.get<Row>("SELECT * FROM kit_outbox WHERE id = ?", id);
    return row && toMail(row);
  }

  /** The latest messages first. */
  list({ limit = 100, to }: { limit?: number; to?: string } = {}): SentMail[] {
    return this.#db
      .all<Row>(
        "SELECT * FROM kit_outbox WHERE ?1 IS NULL OR recipient = ?1 ORDER BY id DESC LIMIT ?2",
        ...[to ?? null, limit],
      )
      .map(toMail);
  }
}

interface Row {
  readonly id: number;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly html: string | null;
  readonly headers: string;
  readonly created_at: number;
}

function toMail({ id, recipient, subject, body, html, headers, created_at }: Row): SentMail {
  return {
    ...{ id, to: recipient, subject, body, at: created_at },
    headers: JSON.parse(headers) as Record<string, string>,
    ...(html === null ? {} : { html }),
  };
}
