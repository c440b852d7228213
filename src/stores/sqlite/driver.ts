/**
 * The seam between Genesis and SQLite: `node:sqlite` where Node has it, `@photostructure/sqlite` (the same
 * API, prebuilt) elsewhere. Everything else in `stores/sqlite` talks to `SqliteDatabase` only.
 */
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { makePrivateFolder } from "../../config/folder.ts";
import { type Clock, systemClock } from "../../state/clock.ts";
import { GenesisError } from "../../state/errors.ts";
import { CLOSED, storeError } from "../diagnosis.ts";
import { corruptError, readOnlyError, sqliteError } from "./errors.ts";
import { migrate } from "./migrations.ts";

export type SqlValue = string | number | bigint | Uint8Array | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

interface NativeStatement {
  run(...parameters: SqlValue[]): { changes: number | bigint };
  get(...parameters: SqlValue[]): SqlRow | undefined;
  all(...parameters: SqlValue[]): SqlRow[];
}

interface NativeDatabase {
  exec(sql: string): void;
  prepare(sql: string): NativeStatement;
  close(): void;
}

interface SqliteModule {
  DatabaseSync: new (path: string, options?: { readOnly?: boolean }) => NativeDatabase;
}

/** Above this many different statements (filters make new ones) the cache starts afresh. */
const MAX_CACHED_STATEMENTS = 256;
const LOCK_RETRY_MS = 20;

/** A synchronous connection whose failures are all `GenesisError`s. Parameters are positional. */
export class SqliteDatabase {
  readonly path: string;
  readonly #native: NativeDatabase;
  readonly #statements = new Map<string, NativeStatement>();
  #open = true;
  #inTransaction = false;

  constructor(native: NativeDatabase, path: string) {
    this.#native = native;
    this.path = path;
  }

  exec(sql: string): void {
    this.#guard(() => this.#native.exec(sql));
  }

  /** Runs a statement and returns the number of rows it changed. */
  run(sql: string, ...parameters: SqlValue[]): number {
    return Number(this.#guard(() => this.#prepare(sql).run(...parameters)).changes);
  }

  get(sql: string, ...parameters: SqlValue[]): SqlRow | undefined {
    return this.#guard(() => this.#prepare(sql).get(...parameters));
  }

  all(sql: string, ...parameters: SqlValue[]): SqlRow[] {
    return this.#guard(() => this.#prepare(sql).all(...parameters));
  }

  /**
   * Runs `body` in one write transaction; a throw rolls it back. The write lock is taken at the start
   * (IMMEDIATE), because a read lock that is upgraded later fails at once when another process wrote meanwhile.
   */
  transaction<T>(body: () => T): T {
    if (this.#inTransaction) return body();
    this.run("BEGIN IMMEDIATE");
    this.#inTransaction = true;
    try {
      const result = body();
      this.run("COMMIT");
      return result;
    } catch (error) {
      this.#rollback(error);
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#statements.clear();
    this.#native.close();
  }

  /** SQLite has already rolled back by itself after some errors (disk full); a second one then fails. */
  #rollback(reason: unknown): void {
    try {
      this.#native.exec("ROLLBACK");
    } catch (error) {
      if (!(error instanceof Error && /no transaction is active/.test(error.message))) {
        throw new AggregateError([reason, error], "Rolling back failed.");
      }
    }
  }

  #prepare(sql: string): NativeStatement {
    const cached = this.#statements.get(sql);
    if (cached !== undefined) return cached;
    if (this.#statements.size >= MAX_CACHED_STATEMENTS) this.#statements.clear();
    const statement = this.#native.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<T>(action: () => T): T {
    if (!this.#open) throw storeError(CLOSED, this.path);
    try {
      return action();
    } catch (error) {
      throw sqliteError(error, this.path);
    }
  }
}

export interface OpenOptions {
  readonly readOnly?: boolean;
  /** false: takes the schema as it is, also none. */
  readonly migrated?: boolean;
  /** How long to wait for another process's write lock, milliseconds. */
  readonly busyTimeoutMs?: number;
  readonly clock?: Clock;
}

/**
 * Opens (and creates or migrates) a database file; `:memory:` for a private one.
 * Errors: STORE_READ_ONLY, STORE_CORRUPT, STORE_NEWER_VERSION, STORE_UNAVAILABLE, STORE_BUSY.
 */
export async function openDatabase(path: string, options: OpenOptions = {}): Promise<SqliteDatabase> {
  const { readOnly = false, migrated = true, busyTimeoutMs = 10_000, clock = systemClock } = options;
  const database = connect(path, readOnly);
  try {
    database.exec(`PRAGMA busy_timeout = ${Math.trunc(busyTimeoutMs)}`);
    if (!readOnly) await enableWal(database, busyTimeoutMs);
    database.exec("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
    if (migrated) migrate(database, clock);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Reads a whole database for damage. Throws STORE_CORRUPT saying what was found first. */
export async function checkIntegrity(path: string): Promise<void> {
  const database = await openDatabase(path, { readOnly: true });
  try {
    const row = database.get("PRAGMA quick_check(1)");
    if (row?.quick_check !== "ok") throw corruptError(String(row?.quick_check), path);
  } finally {
    database.close();
  }
}

function connect(path: string, readOnly: boolean): SqliteDatabase {
  try {
    if (path !== ":memory:" && !readOnly) prepareFile(path);
    const location = readOnly ? readingLocation(path) : path;
    return new SqliteDatabase(new (loadDriver().DatabaseSync)(location, { readOnly }), path);
  } catch (error) {
    throw sqliteError(error, path);
  }
}

/**
 * SQLite puts files next to a WAL database even to read it. Where it may not, and no such file shows that somebody
 * writes, it is told to take the database for one that never changes.
 */
function readingLocation(path: string): string {
  if (isWritable(dirname(path)) || existsSync(`${path}-wal`)) return path;
  return `${pathToFileURL(path).href}?immutable=1`;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** SQLite opens a file without write permission silently read-only; find out now, not at the first write. */
function prepareFile(path: string): void {
  const folder = dirname(path);
  makePrivateFolder(folder);
  accessSync(folder, constants.R_OK | constants.X_OK);
  if (existsSync(path)) accessSync(path, constants.R_OK);
  try {
    accessSync(folder, constants.W_OK);
    if (existsSync(path)) accessSync(path, constants.W_OK);
  } catch (error) {
    throw readOnlyError(error, path);
  }
}

/** Switching to WAL needs an exclusive lock and ignores the busy timeout, so processes that start together retry. */
async function enableWal(database: SqliteDatabase, busyTimeoutMs: number): Promise<void> {
  for (let waited = 0; ; waited += LOCK_RETRY_MS) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      const busy = GenesisError.isInstance(error) && error.code === "STORE_BUSY";
      if (!busy || waited >= busyTimeoutMs) throw error;
      await sleep(LOCK_RETRY_MS);
    }
  }
}

let driver: SqliteModule | undefined;

function loadDriver(): SqliteModule {
  if (driver === undefined) {
    const name = isBuiltin("node:sqlite") ? "node:sqlite" : "@photostructure/sqlite";
    const loaded: unknown = createRequire(import.meta.url)(name);
    if (!isSqliteModule(loaded)) throw new TypeError(`${name} has no DatabaseSync`);
    driver = loaded;
  }
  return driver;
}

function isSqliteModule(loaded: unknown): loaded is SqliteModule {
  return (
    typeof loaded === "object" &&
    loaded !== null &&
    "DatabaseSync" in loaded &&
    typeof loaded.DatabaseSync === "function"
  );
}
