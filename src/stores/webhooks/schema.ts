import { GenesisError } from "../../state/errors.ts";
import type { SqliteDatabase } from "../sqlite/driver.ts";

const VERSION = 1;

/** One row a business, kept for its number; the lease of who sends its events. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lanes (
    business_id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL DEFAULT 0,
    dropped INTEGER NOT NULL DEFAULT 0,
    owner TEXT NOT NULL DEFAULT '',
    lease_until INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    business_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    update_type TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    error_code TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS events_by_state ON events (state, business_id, sequence);
`;

/** Makes the tables where they are missing. Throws STORE_NEWER_VERSION. */
export function prepareOutbox(database: SqliteDatabase): void {
  database.transaction(() => {
    const version = Number(database.get("PRAGMA user_version")?.user_version ?? 0);
    if (version > VERSION) throw newer(database.path);
    if (version === VERSION) return;
    database.exec(SCHEMA);
    database.exec(`PRAGMA user_version = ${VERSION}`);
  });
}

function newer(path: string): GenesisError {
  return new GenesisError("STORE_NEWER_VERSION", `${path} was written by a newer Genesis.`, {
    category: "system",
    hint: "Update Genesis, or move the file away: events that wait in it are then not sent.",
  });
}
