import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { type Clock, isoTime, systemClock } from "../../state/clock.ts";
import { GenesisError } from "../../state/errors.ts";
import { isDeadOwner } from "../lease.ts";
import { openDatabase, type SqliteDatabase } from "./driver.ts";
import { sqliteError } from "./errors.ts";
import { SCHEMA_VERSION } from "./migrations.ts";
import { integer, text } from "./row.ts";

/**
 * Writes a consistent copy of the database, also while runs go on. The file appears whole or not at all and is for this
 * user only. Errors: BACKUP_EXISTS, and those of the driver.
 */
export function backupDatabase(database: SqliteDatabase, path: string): void {
  if (existsSync(path)) throw backupExists(path);
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  try {
    database.run("VACUUM INTO ?", partial);
    chmodSync(partial, 0o600);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw sqliteError(error, path);
  }
}

/**
 * Rewrites the file without what was deleted: free pages, words of deleted records in the text index, and the write-ahead
 * log. False when another process is using the database, which then has to be tried again.
 */
export function scrubDatabase(database: SqliteDatabase): boolean {
  return unlessBusy(() => {
    database.exec("INSERT INTO item_search (item_search) VALUES ('optimize')");
    return compacted(database);
  });
}

/** The same for a database without a text index. */
export function compactDatabase(database: SqliteDatabase): boolean {
  return unlessBusy(() => compacted(database));
}

function compacted(database: SqliteDatabase): boolean {
  database.exec("VACUUM");
  const [row] = database.all("PRAGMA wal_checkpoint(TRUNCATE)");
  return row === undefined || integer(row, "busy") === 0;
}

function unlessBusy(work: () => boolean): boolean {
  try {
    return work();
  } catch (error) {
    if (GenesisError.isInstance(error) && error.code === "STORE_BUSY") return false;
    throw error;
  }
}

/**
 * Puts a backup in the place of the database at `path` and returns where the old one went, if there was one.
 * Errors: BACKUP_UNREADABLE for a file that is no whole backup of this or an older version, STORE_IN_USE while runs
 * are under way; then nothing is changed.
 */
export async function restoreDatabase(
  path: string,
  backup: string,
  clock: Clock = systemClock,
): Promise<string | undefined> {
  await checkBackup(backup);
  await assertIdle(path, clock);
  const fresh = `${path}.restoring`;
  copyFileSync(backup, fresh);
  chmodSync(fresh, 0o600);
  const aside = `${path}.before-restore-${isoTime(clock).replace(/[:.]/g, "-")}`;
  const existed = existsSync(path);
  if (existed) renameSync(path, aside);
  // Journals belong to the old file; applied to the new one they would destroy it.
  for (const suffix of ["-wal", "-shm"]) {
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${aside}${suffix}`);
  }
  renameSync(fresh, path);
  return existed ? aside : undefined;
}

async function checkBackup(path: string): Promise<void> {
  if (!existsSync(path)) throw unreadable(path, "There is no such file.");
  try {
    const database = await openDatabase(path, { readOnly: true, migrated: false });
    try {
      const row = database.get("SELECT max(version) AS version FROM schema_migrations");
      const version = row ? integer(row, "version") : 0;
      if (version > SCHEMA_VERSION) throw unreadable(path, `It was made by a newer Genesis (${version}).`);
      const [sound] = database.all("PRAGMA integrity_check");
      if (sound?.integrity_check !== "ok") throw unreadable(path, "It is damaged.");
    } finally {
      database.close();
    }
  } catch (error) {
    if (GenesisError.isInstance(error) && error.code === "BACKUP_UNREADABLE") throw error;
    throw unreadable(path, (error as Error).message, error);
  }
}

/** A database that can't be opened is what a restore is for, so only a readable one can be in use. */
async function assertIdle(path: string, clock: Clock): Promise<void> {
  if (!existsSync(path)) return;
  const owners = await liveOwners(path, clock);
  if (owners.length === 0) return;
  throw new GenesisError("STORE_IN_USE", `${owners.length} runs are under way (${owners[0]}).`, {
    category: "system",
    retryable: true,
    hint: "Stop them or wait for their end; then restore.",
  });
}

async function liveOwners(path: string, clock: Clock): Promise<string[]> {
  let database: SqliteDatabase;
  try {
    database = await openDatabase(path, { clock });
  } catch (error) {
    if (GenesisError.isInstance(error) && error.code === "STORE_CORRUPT") return [];
    throw error;
  }
  try {
    const rows = database.all("SELECT owner FROM leases WHERE expires_at > ?", clock.now());
    return rows.map((row) => text(row, "owner")).filter((owner) => !isDeadOwner(owner));
  } finally {
    database.close();
  }
}

function backupExists(path: string): GenesisError {
  return new GenesisError("BACKUP_EXISTS", `${path} exists already.`, { hint: "Name a new file." });
}

function unreadable(path: string, why: string, cause?: unknown): GenesisError {
  return new GenesisError("BACKUP_UNREADABLE", `${path} can't be restored. ${why}`, {
    hint: "Name a file that genesis backup wrote.",
    cause,
  });
}
