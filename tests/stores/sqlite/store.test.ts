import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { UnreadableRecord } from "../../../src/stores/checked-store.ts";
import { openDatabase, type SqliteDatabase } from "../../../src/stores/sqlite/driver.ts";
import { migrate } from "../../../src/stores/sqlite/migrations.ts";
import { SqliteStore } from "../../../src/stores/sqlite/store.ts";
import { ALWAYS_COMPRESSED, TestClock } from "../backend.ts";
import { tempFolder } from "../temp.ts";

describe("compression in SqliteStore", () => {
  const text = "a lesson that repeats itself, ".repeat(300);

  it("stores less, reads old records, and is read when it is off again", async () => {
    const database = await openDatabase(":memory:");
    const plain = new SqliteStore(database);
    const compressing = new SqliteStore(database, { compression: { minBytes: 4_096 } });
    await plain.put(["n"], "old", { text, tag: "x" });
    await compressing.put(["n"], "new", { text, tag: "x", list: [1] });
    const sizes = database.all("SELECT key, length(value) AS size FROM items ORDER BY key");
    expect(Number(sizes[0]?.size)).toBeLessThan(Number(sizes[1]?.size) / 5);
    for (const store of [plain, compressing]) {
      expect((await store.get(["n"], "new"))?.value).toEqual({ text, tag: "x", list: [1] });
      const found = await store.search(["n"], { query: "lesson", filter: { tag: "x" } });
      expect(found.map(({ value }) => value.text)).toEqual([text, text]);
    }
    database.close();
  });

  it("answers filters on long text from the whole record, with paging", async () => {
    const database = await openDatabase(":memory:");
    const clock = new TestClock();
    // Longer than what is kept of it uncompressed, and no longer than an operand may be.
    const text = "a lesson that repeats itself, ".repeat(12);
    const store = new SqliteStore(database, { clock, compression: ALWAYS_COMPRESSED });
    for (const at of [1, 2, 3, 4]) {
      clock.advance(1);
      await store.put(["n"], `k${at}`, { text: `${text}${at}` });
    }
    const keys = async (condition: object, page = {}) =>
      (await store.search(["n"], { filter: { text: condition }, ...page })).map(({ key }) => key);
    expect(await keys({ $eq: `${text}2` })).toEqual(["k2"]);
    expect(await keys({ $ne: `${text}2` })).toEqual(["k4", "k3", "k1"]);
    expect(await keys({ $gte: `${text}2` }, { limit: 1, offset: 1 })).toEqual(["k3"]);
    expect(await keys({ $nin: [`${text}1`, "short"] })).toEqual(["k4", "k3", "k2"]);
    database.close();
  });

  it("reports a damaged record: an error for get, left out of search with a warning", async () => {
    const unreadable: string[] = [];
    const database = await openDatabase(":memory:");
    const onUnreadable = (record: UnreadableRecord) => unreadable.push(`${record.key} ${record.error.code}`);
    const store = new SqliteStore(database, { compression: ALWAYS_COMPRESSED, onUnreadable });
    await store.put(["n"], "good", { text });
    await store.put(["n"], "bad", { text });
    database.run(`UPDATE items SET value = json_set(value, '$."$compressed".sha256', 'x') WHERE key = 'bad'`);
    await expect(store.get(["n"], "bad")).rejects.toMatchObject({ code: "STORE_RECORD_CORRUPT" });
    expect((await store.search(["n"])).map(({ key }) => key)).toEqual(["good"]);
    expect(unreadable).toEqual(["bad STORE_RECORD_CORRUPT"]);
    await store.delete(["n"], "bad");
    expect(await store.get(["n"], "bad")).toBeNull();
    database.close();
  });
});

it("keeps items and their text index across connections", async () => {
  const path = join(tempFolder(), "genesis.db");
  const first = await openDatabase(path);
  await new SqliteStore(first).put(["n"], "k", { title: "stripe" });
  first.close();
  const second = await openDatabase(path);
  const found = await new SqliteStore(second).search(["n"], { query: "stripe" });
  second.close();
  expect(found.map(({ key }) => key)).toEqual(["k"]);
});

it("takes its retention as data, and sweeps more than one portion", async () => {
  const clock = new TestClock();
  const database = await openDatabase(":memory:");
  const store = new SqliteStore(database, { clock, retention: { cache: 1 } });
  await store.batch(
    Array.from({ length: 1_100 }, (_, at) => ({ namespace: ["cache"], key: `k${at}`, value: { word: "x" } })),
  );
  await store.put(["agent"], "k", {});
  clock.advance(86_400_000);
  expect(await store.sweep()).toBe(1_100);
  expect(database.get("SELECT count(*) AS n FROM item_search WHERE item_search MATCH 'x'")).toMatchObject({
    n: 0,
  });
  expect(await store.get(["agent"], "k")).not.toBeNull();
  database.close();
});

it("brings the items of the first schema into the search index, found by the same words", async () => {
  const path = join(tempFolder(), "genesis.db");
  const old = await openDatabase(path, { migrated: false });
  migrate(old, new TestClock(), 1);
  for (const [id, value, terms] of [
    [1, { title: "Stripe checkout", secret: "hidden" }, "stripe checkout checkout"],
    [2, { title: "no text" }, undefined],
    [3, { title: "portal" }, "portal"],
  ] as const) {
    old.run(
      "INSERT INTO items (id, namespace, key, value, created_at, updated_at) VALUES (?, ?, ?, ?, 1, ?)",
      ...[id, '"a","b",', `k${id}`, JSON.stringify(value), id],
    );
    if (terms) old.run("INSERT INTO item_text (rowid, body) VALUES (?, ?)", id, terms);
  }
  old.run("DELETE FROM items WHERE id = 3");
  old.close();
  const database = await openDatabase(path);
  const store = new SqliteStore(database);
  const keys = async (options: object) => (await store.search(["a"], options)).map(({ key }) => key);
  expect(await keys({})).toEqual(["k2", "k1"]);
  expect(await keys({ query: "checkout" })).toEqual(["k1"]);
  expect(await keys({ query: "hidden portal text" })).toEqual([]);
  expect(await keys({ filter: { title: "no text" } })).toEqual(["k2"]);
  await store.delete(["a", "b"], "k1");
  expect(database.get("SELECT count(*) AS n FROM terms")).toMatchObject({ n: 0 });
  database.close();
});

describe("entries of the second schema", () => {
  /** What a database looks like whose entries mean nothing to this version, as before schema 3. */
  function outdate(database: SqliteDatabase): void {
    database.exec(`
      DELETE FROM schema_migrations WHERE version > 2;
      UPDATE items SET entries = json_array(id, id + 1000);
      DELETE FROM item_entries;
      INSERT INTO item_entries SELECT e.value, updated_at, items.id FROM items, json_each(entries) AS e;
      INSERT INTO item_search (item_search) VALUES ('delete-all');
      INSERT INTO item_search (rowid, body)
        SELECT item, '_' || item || ' ' || (SELECT group_concat(key, ' ') FROM json_each(counts)) FROM item_terms;
    `);
  }

  async function keysOf(store: SqliteStore, prefix: string[], options: object): Promise<string[]> {
    return (await store.search(prefix, { limit: 2_000, ...options })).map(({ key }) => key);
  }

  it.each([
    ["plain", undefined],
    ["compressed", ALWAYS_COMPRESSED],
  ])("are computed anew, so that %s items are found again", async (_what, compression) => {
    const path = join(tempFolder(), "genesis.db");
    const old = await openDatabase(path);
    const clock = new TestClock();
    const before = new SqliteStore(old, { clock, compression });
    await before.put(["a", "b"], "both", { title: "Stripe checkout", meta: { tier: "pro" }, paid: true });
    clock.advance(1);
    await before.put(["a"], "unindexed", { title: "hidden", paid: false }, false);
    clock.advance(1);
    await before.put(["other"], "far", { title: "Stripe portal", paid: true });
    const searches: [string[], object, string[]][] = [
      [[], {}, ["far", "unindexed", "both"]],
      [["a"], {}, ["unindexed", "both"]],
      [["a", "b"], {}, ["both"]],
      [["a"], { filter: { paid: true } }, ["both"]],
      [[], { filter: { paid: true } }, ["far", "both"]],
      [["a"], { filter: { "meta.tier": "pro" } }, ["both"]],
      [["a"], { query: "stripe" }, ["both"]],
      [[], { query: "portal", filter: { paid: true } }, ["far"]],
      [[], { query: "hidden" }, []],
    ];
    outdate(old);
    expect(await keysOf(before, ["a"], {})).toEqual([]);
    expect(await keysOf(before, ["a"], { query: "stripe" })).toEqual([]);
    old.close();
    const database = await openDatabase(path);
    const store = new SqliteStore(database, { compression });
    for (const [prefix, options, keys] of searches) {
      expect(await keysOf(store, prefix, options), JSON.stringify([prefix, options])).toEqual(keys);
    }
    await store.put(["a", "b"], "both", { title: "new words" });
    expect(await keysOf(store, [], { query: "stripe" })).toEqual(["far"]);
    for (const [namespace, key] of [
      [["a", "b"], "both"],
      [["a"], "unindexed"],
      [["other"], "far"],
    ] as const) {
      await store.delete([...namespace], key);
    }
    for (const table of ["item_entries", "item_terms", "terms"]) {
      expect(database.get(`SELECT count(*) AS n FROM ${table}`), table).toMatchObject({ n: 0 });
    }
    expect(database.all("SELECT rowid FROM item_search WHERE item_search MATCH 'new OR stripe'")).toEqual([]);
    database.close();
  });

  it("are computed for more items than fit into one portion, and around a damaged one", async () => {
    const path = join(tempFolder(), "genesis.db");
    const old = await openDatabase(path);
    const put = (at: number) => ({
      namespace: ["n"],
      key: `k${at}`,
      value: { word: "x", even: at % 2 === 0 },
    });
    await new SqliteStore(old).batch(Array.from({ length: 1_201 }, (_, at) => put(at)));
    outdate(old);
    old.run("UPDATE items SET value = '{\"word\": ' WHERE key = 'k7'");
    old.close();
    const database = await openDatabase(path);
    const store = new SqliteStore(database);
    expect(await keysOf(store, ["n"], { filter: { even: true } })).toHaveLength(601);
    expect(database.all("SELECT rowid FROM item_search WHERE item_search MATCH 'x'")).toHaveLength(1_201);
    expect(database.get("SELECT count(DISTINCT item) AS n FROM item_entries")).toMatchObject({ n: 1_201 });
    await expect(store.get(["n"], "k7")).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    database.close();
  });
});
