import { type Clock, isoTime } from "../../state/clock.ts";
import { GenesisError } from "../../state/errors.ts";
import type { SqliteDatabase } from "./driver.ts";
import { integer } from "./row.ts";
import { refillEntries, SEARCH_INDEX_SQL, takeOldTerms } from "./search-index.ts";

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** What SQL alone can't do, after `sql`. */
  readonly complete?: (database: SqliteDatabase) => void;
}

/** Append only: a version that was released is never edited. */
const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: "checkpoints, items, leases, runs",
    sql: `
      CREATE TABLE checkpoints (
        thread_id TEXT NOT NULL,
        checkpoint_ns TEXT NOT NULL,
        checkpoint_id TEXT NOT NULL,
        parent_checkpoint_id TEXT,
        -- {channel: id of the checkpoint that stored its value}: only changed channels are stored again
        channel_sources TEXT NOT NULL,
        checkpoint_type TEXT NOT NULL,
        checkpoint BLOB NOT NULL,
        metadata_type TEXT NOT NULL,
        metadata BLOB NOT NULL,
        PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id)
      );
      CREATE INDEX checkpoints_by_id ON checkpoints (checkpoint_id DESC);
      CREATE TABLE checkpoint_channels (
        thread_id TEXT NOT NULL,
        checkpoint_ns TEXT NOT NULL,
        channel TEXT NOT NULL,
        checkpoint_id TEXT NOT NULL,
        version TEXT NOT NULL,
        value_type TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (thread_id, checkpoint_ns, channel, checkpoint_id)
      );
      CREATE TABLE checkpoint_writes (
        thread_id TEXT NOT NULL,
        checkpoint_ns TEXT NOT NULL,
        checkpoint_id TEXT NOT NULL,
        task_id TEXT NOT NULL,
        idx INTEGER NOT NULL,
        task_path TEXT NOT NULL,
        channel TEXT NOT NULL,
        value_type TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
      );
      CREATE TABLE items (
        id INTEGER PRIMARY KEY,
        namespace TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        expires_at INTEGER,
        UNIQUE (namespace, key)
      );
      CREATE INDEX items_by_expiry ON items (expires_at) WHERE expires_at IS NOT NULL;
      CREATE VIRTUAL TABLE item_text USING fts5 (
        body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
      );
      CREATE TRIGGER items_deleted AFTER DELETE ON items BEGIN
        DELETE FROM item_text WHERE rowid = old.id;
      END;
      CREATE TABLE leases (
        thread_id TEXT PRIMARY KEY,
        token INTEGER NOT NULL,
        owner TEXT NOT NULL,
        expires_at INTEGER NOT NULL
      );
      CREATE TABLE runs (
        business_id TEXT PRIMARY KEY,
        status TEXT NOT NULL,
        created_at TEXT NOT NULL,
        record TEXT NOT NULL
      );
      CREATE INDEX runs_by_time ON runs (created_at DESC, business_id);
    `,
  },
  {
    version: 2,
    name: "searches that cost the same in a store of any size",
    sql: SEARCH_INDEX_SQL,
    // What it is filled with, version 3 decides.
    complete: takeOldTerms,
  },
  {
    version: 3,
    name: "index entries of one kind side by side",
    sql: "",
    complete: refillEntries,
  },
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings a database up to `SCHEMA_VERSION`, or to an older one. All pending steps form one transaction under the write lock, so
 * processes that start together apply each step once. Errors: STORE_NEWER_VERSION.
 */
export function migrate(database: SqliteDatabase, clock: Clock, version = SCHEMA_VERSION): void {
  if (appliedVersion(database) === version) return;
  database.transaction(() => {
    const applied = appliedVersion(database);
    if (applied > SCHEMA_VERSION) throw newerVersion(database.path, applied);
    database.exec(
      "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)",
    );
    for (const { name, sql, complete, ...step } of MIGRATIONS.slice(applied, version)) {
      database.exec(sql);
      complete?.(database);
      database.run("INSERT INTO schema_migrations VALUES (?, ?, ?)", step.version, name, isoTime(clock));
    }
  });
}

function appliedVersion(database: SqliteDatabase): number {
  const table = database.get("SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'");
  if (table === undefined) return 0;
  const row = database.get("SELECT coalesce(max(version), 0) AS version FROM schema_migrations");
  return row === undefined ? 0 : integer(row, "version");
}

function newerVersion(path: string, found: number): GenesisError {
  return new GenesisError(
    "STORE_NEWER_VERSION",
    `The database ${path} has schema version ${found}; this Genesis knows up to ${SCHEMA_VERSION}.`,
    { hint: "Update Genesis, or point GENESIS_HOME at another folder." },
  );
}
