import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { leaseOwner } from "../../../src/stores/lease.ts";
import { openStores, restoreStores, type Stores } from "../../../src/stores/open.ts";
import { openDatabase } from "../../../src/stores/sqlite/driver.ts";
import { tempFolder } from "../temp.ts";

async function open(home: string): Promise<Stores> {
  const stores = await openStores({ home });
  onTestFinished(() => stores.close());
  return stores;
}

async function filled(value: number) {
  const home = tempFolder();
  const stores = await open(home);
  await stores.store.put(["n"], "k", { value });
  return { home, stores };
}

const valueIn = async (home: string) => (await (await open(home)).store.get(["n"], "k"))?.value.value;

describe("backup and restore", () => {
  it("brings back what was there, and keeps what it replaces", async () => {
    const { home, stores } = await filled(1);
    const file = join(tempFolder(), "backup.db");
    await stores.backup(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await stores.store.put(["n"], "k", { value: 2 });
    await stores.close();
    const aside = await restoreStores({ home }, file);
    expect(await valueIn(home)).toBe(1);
    expect(aside && existsSync(aside)).toBe(true);
  });

  it("restores into an empty home and over a database that is damaged", async () => {
    const { stores } = await filled(1);
    const file = join(tempFolder(), "backup.db");
    await stores.backup(file);
    const empty = join(tempFolder(), "new");
    expect(await restoreStores({ home: empty }, file)).toBeUndefined();
    expect(await valueIn(empty)).toBe(1);
    const damaged = tempFolder();
    writeFileSync(
      join(damaged, "genesis.db"),
      "no database at all, but long enough to be read as one ".repeat(99),
    );
    await restoreStores({ home: damaged }, file);
    expect(await valueIn(damaged)).toBe(1);
  });

  it("overwrites no file", async () => {
    const { stores } = await filled(1);
    const file = join(tempFolder(), "mine");
    writeFileSync(file, "precious");
    await expect(stores.backup(file)).rejects.toMatchObject({ code: "BACKUP_EXISTS" });
    expect(readFileSync(file, "utf8")).toBe("precious");
    const nowhere = join(tempFolder(), "missing", "backup.db");
    await expect(stores.backup(nowhere)).rejects.toMatchObject({ code: expect.stringMatching(/^STORE_/) });
  });

  it("restores no file that is not a whole backup, and then changes nothing", async () => {
    const { home, stores } = await filled(1);
    await stores.close();
    const folder = tempFolder();
    const text = join(folder, "text");
    writeFileSync(text, "not a database ".repeat(500));
    const empty = join(folder, "empty");
    writeFileSync(empty, "");
    const newer = join(folder, "newer.db");
    const database = await openDatabase(newer);
    database.run("INSERT INTO schema_migrations VALUES (99, 'future', '')");
    database.close();
    const before = readdirSync(home);
    for (const file of [text, empty, newer, join(folder, "missing")]) {
      await expect(restoreStores({ home }, file)).rejects.toMatchObject({ code: "BACKUP_UNREADABLE" });
    }
    expect(readdirSync(home)).toEqual(before);
    expect(await valueIn(home)).toBe(1);
  });

  it("does not pull the database away under a run", async () => {
    const { home, stores } = await filled(1);
    const file = join(tempFolder(), "backup.db");
    await stores.backup(file);
    await stores.leases.acquire("t", leaseOwner(), 60_000);
    await expect(restoreStores({ home }, file)).rejects.toMatchObject({ code: "STORE_IN_USE" });
  });
});
