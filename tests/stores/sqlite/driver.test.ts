import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkIntegrity, type OpenOptions, openDatabase } from "../../../src/stores/sqlite/driver.ts";
import { sqliteError } from "../../../src/stores/sqlite/errors.ts";
import { SCHEMA_VERSION } from "../../../src/stores/sqlite/migrations.ts";
import { tempFolder } from "../temp.ts";

async function open(path: string, options?: OpenOptions) {
  const database = await openDatabase(path, options);
  onTestFinished(() => database.close());
  return database;
}

const coded = (code: string) => expect.objectContaining({ code, hint: expect.stringMatching(/\w/) });

describe("openDatabase", () => {
  it("creates the folder for this user only, in WAL mode and with the newest schema", async () => {
    const path = join(tempFolder(), "home", "deep", "genesis.db");
    const database = await open(path);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(database.get("PRAGMA journal_mode")).toMatchObject({ journal_mode: "wal" });
    expect(database.get("PRAGMA synchronous")).toMatchObject({ synchronous: 1 });
    expect(database.get("PRAGMA foreign_keys")).toMatchObject({ foreign_keys: 1 });
    expect(database.get("PRAGMA busy_timeout")).toMatchObject({ timeout: 10_000 });
    expect(database.get("SELECT max(version) AS v FROM schema_migrations")).toMatchObject({
      v: SCHEMA_VERSION,
    });
  });

  it("applies each migration once when several connections open together", async () => {
    const path = join(tempFolder(), "genesis.db");
    const [first] = await Promise.all(Array.from({ length: 8 }, () => open(path)));
    expect(first?.get("SELECT count(*) AS n FROM schema_migrations")).toMatchObject({ n: SCHEMA_VERSION });
  });

  it("refuses a database of a newer Genesis and leaves it alone", async () => {
    const path = join(tempFolder(), "genesis.db");
    const database = await openDatabase(path);
    database.run("INSERT INTO schema_migrations VALUES (?, 'from the future', '')", SCHEMA_VERSION + 1);
    database.close();
    await expect(openDatabase(path)).rejects.toEqual(coded("STORE_NEWER_VERSION"));
  });

  it("says that a file is no database", async () => {
    const path = join(tempFolder(), "genesis.db");
    writeFileSync(path, "surely not a database ".repeat(100));
    await expect(openDatabase(path)).rejects.toEqual(coded("STORE_CORRUPT"));
    expect(readFileSync(path, "utf8")).toMatch(/^surely/);
  });

  it("says that a database is damaged inside", async () => {
    const folder = tempFolder();
    const database = await openDatabase(join(folder, "genesis.db"));
    for (let at = 0; at < 500; at += 1)
      database.run("INSERT INTO leases VALUES (?, 1, 'x', 1)", `thread-${at}`);
    database.close();
    const damaged = join(folder, "damaged.db");
    copyFileSync(join(folder, "genesis.db"), damaged);
    const content = readFileSync(damaged);
    writeFileSync(damaged, content.fill(0xff, 4096));
    const read = async () => (await open(damaged)).all("SELECT * FROM leases");
    await expect(read()).rejects.toEqual(coded("STORE_CORRUPT"));
  });

  it("says that the disk is full, and keeps nothing of what did not fit", async () => {
    const database = await open(join(tempFolder(), "genesis.db"));
    const pages = Number(database.get("PRAGMA page_count")?.page_count);
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const write = () =>
      database.transaction(() => {
        for (let at = 0; at < 5_000; at += 1)
          database.run("INSERT INTO leases VALUES (?, 1, 'x', 1)", `thread-${at}`);
      });
    expect(write).toThrowError(coded("STORE_UNAVAILABLE"));
    expect(write).toThrowError(/the disk is full/);
    expect(database.get("SELECT count(*) AS n FROM leases")).toMatchObject({ n: 0 });
    database.exec(`PRAGMA max_page_count = ${pages + 1_000}`);
    write();
    expect(database.get("SELECT count(*) AS n FROM leases")).toMatchObject({ n: 5_000 });
  });

  it("says that the place is unusable", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "file"), "");
    await expect(openDatabase(join(folder, "file", "genesis.db"))).rejects.toEqual(
      coded("STORE_UNAVAILABLE"),
    );
    mkdirSync(join(folder, "genesis.db"));
    await expect(openDatabase(join(folder, "genesis.db"))).rejects.toEqual(coded("STORE_UNAVAILABLE"));
  });

  it("refuses writes to a database opened read-only", async () => {
    const path = join(tempFolder(), "genesis.db");
    (await openDatabase(path)).close();
    const database = await open(path, { readOnly: true });
    expect(database.get("SELECT count(*) AS n FROM runs")).toMatchObject({ n: 0 });
    expect(() => database.run("DELETE FROM runs")).toThrow(coded("STORE_READ_ONLY"));
  });

  it("gives up on a lock after the busy timeout, retryably", async () => {
    const path = join(tempFolder(), "genesis.db");
    const [holder, waiter] = [await open(path), await open(path, { busyTimeoutMs: 20 })];
    holder.exec("BEGIN IMMEDIATE");
    const waiting = () => waiter.transaction(() => waiter.run("DELETE FROM runs"));
    expect(waiting).toThrow(expect.objectContaining({ code: "STORE_BUSY", retryable: true }));
    holder.exec("COMMIT");
    expect(waiting()).toBe(0);
  });
});

describe("SqliteDatabase", () => {
  it("rolls a failed transaction back, and goes on", async () => {
    const database = await open(":memory:");
    const insert = (id: string) => database.run("INSERT INTO leases VALUES (?, 1, 'x', 1)", id);
    expect(() =>
      database.transaction(() => {
        insert("a");
        database.transaction(() => insert("b"));
        insert("a");
      }),
    ).toThrow(coded("STORE_FAILED"));
    database.transaction(() => insert("c"));
    expect(database.all("SELECT thread_id FROM leases").map((row) => row.thread_id)).toEqual(["c"]);
  });

  it("refuses use after close, and closes twice", async () => {
    const database = await openDatabase(":memory:");
    database.close();
    database.close();
    expect(() => database.get("SELECT 1")).toThrow(coded("STORE_CLOSED"));
  });

  it("keeps working when more statements were prepared than it caches", async () => {
    const database = await open(":memory:");
    for (let at = 0; at < 600; at += 1) expect(database.get(`SELECT ${at} AS n`)).toMatchObject({ n: at });
  });
});

describe("sqliteError", () => {
  it.each([
    [{ errcode: 8 | (1 << 8) }, "STORE_READ_ONLY"],
    [{ errcode: 13 }, "STORE_UNAVAILABLE"],
    [{ errcode: 10 }, "STORE_UNAVAILABLE"],
    [{ errcode: 5 | (2 << 8) }, "STORE_BUSY"],
    [{ errcode: 11 }, "STORE_CORRUPT"],
    [{ errcode: 19 }, "STORE_FAILED"],
    [{ code: "EACCES" }, "STORE_UNAVAILABLE"],
    [{ code: "EROFS" }, "STORE_READ_ONLY"],
    [{ code: "ENOSPC" }, "STORE_UNAVAILABLE"],
    [{}, "STORE_FAILED"],
  ])("codes %j as %s", (fields, code) => {
    expect(sqliteError(Object.assign(new Error("boom"), fields), "/x/genesis.db")).toMatchObject({
      code,
      message: expect.stringContaining("/x/genesis.db"),
    });
  });
});

describe("checkIntegrity", () => {
  it("passes a sound database and finds damage that opening it does not", async () => {
    const path = join(tempFolder(), "genesis.db");
    const database = await openDatabase(path);
    for (let at = 0; at < 500; at += 1)
      database.run("INSERT INTO leases VALUES (?, 1, 'x', 1)", `thread-${at}`);
    database.close();
    await checkIntegrity(path);
    const content = readFileSync(path);
    const page = content.indexOf("thread-250") & ~4095;
    writeFileSync(path, content.fill(0x07, page, page + 100));
    (await openDatabase(path)).close();
    await expect(checkIntegrity(path)).rejects.toEqual(coded("STORE_CORRUPT"));
  });
});
