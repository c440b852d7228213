import { join } from "node:path";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { makePrivateFolder } from "../config/folder.ts";
import type { Secret } from "../config/secret.ts";
import { type Clock, systemClock } from "../state/clock.ts";
import { GenesisError } from "../state/errors.ts";
import { backupElsewhere } from "./backup-elsewhere.ts";
import type { CheckedStore, CheckedStoreOptions } from "./checked-store.ts";
import type { Leases } from "./lease.ts";
import type { RunIndex } from "./runs.ts";
import { backupDatabase, restoreDatabase, scrubDatabase } from "./sqlite/backup.ts";
import { openDatabase } from "./sqlite/driver.ts";
import { SqliteLeases } from "./sqlite/leases.ts";
import { SqliteRunIndex } from "./sqlite/runs.ts";
import { SqliteSaver } from "./sqlite/saver.ts";
import { SqliteStore } from "./sqlite/store.ts";

/** Everything Genesis keeps between processes (design 5). */
export interface Stores {
  readonly checkpointer: BaseCheckpointSaver;
  readonly store: CheckedStore;
  readonly leases: Leases;
  readonly runs: RunIndex;
  /**
   * Writes everything to a new file, consistently, also while runs go on.
   * Errors: BACKUP_EXISTS; BACKUP_UNSUPPORTED on MongoDB, which has tools of its own.
   */
  backup(path: string): Promise<void>;
  /**
   * Removes what was deleted or overwritten, as far as the database lets us: SQLite keeps it in free pages and in its
   * log until then, our word counts in MongoDB keep its words. MongoDB's own files and journals are not touched. False
   * when others use the database just now.
   */
  scrub(): Promise<boolean>;
  /** The database for people to read: a file, or a server without its credentials. */
  readonly where: string;
  close(): Promise<void>;
}

export interface OpenStoresOptions extends CheckedStoreOptions {
  /** The folder of `genesis.db`; created when missing, for this user only. */
  readonly home: string;
  /** A MongoDB to keep everything in; then nothing is written to the folder. */
  readonly mongodbUri?: Secret | undefined;
  /** Opens a database that can't be written for reading alone, and every write of it is STORE_READ_ONLY. */
  readonly mayBeReadOnly?: boolean;
  readonly clock?: Clock;
}

/**
 * Opens the persistence of an installation and sweeps what has expired.
 * Errors: those of `openDatabase`, or of `openMongoStores`.
 */
export async function openStores(options: OpenStoresOptions): Promise<Stores> {
  const { home, mongodbUri, mayBeReadOnly = false, clock = systemClock, ...storeOptions } = options;
  const backend = { clock, ...storeOptions };
  if (mongodbUri !== undefined) return await swept(await openMongo(mongodbUri, backend));
  try {
    return await swept(await openSqliteStores(databaseIn(home), backend));
  } catch (error) {
    const readOnly = GenesisError.isInstance(error) && error.code === "STORE_READ_ONLY";
    if (!readOnly || !mayBeReadOnly) throw error;
    return await openSqliteStores(databaseIn(home), { ...backend, readOnly });
  }
}

async function swept(stores: Stores): Promise<Stores> {
  try {
    await stores.store.sweep();
    return stores;
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/**
 * Puts a backup in the place of what the home holds; returns where that was moved to, if there was something.
 * Errors: BACKUP_UNREADABLE, STORE_IN_USE, BACKUP_UNSUPPORTED with a MongoDB; then nothing is changed.
 */
export async function restoreStores(
  { home, mongodbUri, clock = systemClock }: OpenStoresOptions,
  backup: string,
): Promise<string | undefined> {
  if (mongodbUri !== undefined) throw backupElsewhere();
  makePrivateFolder(home);
  return restoreDatabase(databaseIn(home), backup, clock);
}

/** Stores that are private to the caller and gone when closed. */
export async function openMemoryStores({ clock = systemClock }: { clock?: Clock } = {}): Promise<Stores> {
  return await openSqliteStores(":memory:", { clock });
}

function databaseIn(home: string): string {
  return join(home, "genesis.db");
}

type BackendOptions = { readonly clock: Clock } & CheckedStoreOptions;

/** The driver is loaded only here: whoever needs no MongoDB does not wait for it. */
async function openMongo(uri: Secret, options: BackendOptions): Promise<Stores> {
  const { openMongoStores } = await import("./mongo/open.ts");
  return await openMongoStores({ uri: uri.reveal(), ...options });
}

async function openSqliteStores(
  path: string,
  { readOnly = false, ...options }: BackendOptions & { readonly readOnly?: boolean },
): Promise<Stores> {
  const { clock } = options;
  const database = await openDatabase(path, { clock, readOnly });
  return {
    checkpointer: new SqliteSaver(database),
    store: new SqliteStore(database, options),
    leases: new SqliteLeases(database, clock),
    runs: new SqliteRunIndex(database),
    async backup(target) {
      backupDatabase(database, target);
    },
    async scrub() {
      return scrubDatabase(database);
    },
    where: path,
    async close() {
      database.close();
    },
  };
}
