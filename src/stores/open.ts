import { join } from "node:path";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { makePrivateFolder } from "../config/folder.ts";
import { type Clock, systemClock } from "../state/clock.ts";
import type { CheckedStore, CheckedStoreOptions } from "./checked-store.ts";
import type { Leases } from "./lease.ts";
import type { RunIndex } from "./runs.ts";
import { backupDatabase, restoreDatabase } from "./sqlite/backup.ts";
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
  /** Writes everything to a new file, consistently, also while runs go on. Errors: BACKUP_EXISTS. */
  backup(path: string): Promise<void>;
  close(): Promise<void>;
}

export interface OpenStoresOptions extends CheckedStoreOptions {
  /** The folder of `genesis.db`; created when missing, for this user only. */
  readonly home: string;
  readonly clock?: Clock;
}

/** Opens the persistence of an installation and sweeps what has expired. Errors: those of `openDatabase`. */
export async function openStores(options: OpenStoresOptions): Promise<Stores> {
  const { home, clock = systemClock, ...storeOptions } = options;
  const stores = await openSqliteStores(databaseIn(home), { clock, ...storeOptions });
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
 * Errors: BACKUP_UNREADABLE, STORE_IN_USE; then nothing is changed.
 */
export async function restoreStores(
  { home, clock = systemClock }: OpenStoresOptions,
  backup: string,
): Promise<string | undefined> {
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

async function openSqliteStores(
  path: string,
  options: { clock: Clock } & CheckedStoreOptions,
): Promise<Stores> {
  const { clock } = options;
  const database = await openDatabase(path, { clock });
  return {
    checkpointer: new SqliteSaver(database),
    store: new SqliteStore(database, options),
    leases: new SqliteLeases(database, clock),
    runs: new SqliteRunIndex(database),
    async backup(target) {
      backupDatabase(database, target);
    },
    async close() {
      database.close();
    },
  };
}
