import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { UnreadableRecord } from "../../../src/stores/checked-store.ts";
import { openDatabase } from "../../../src/stores/sqlite/driver.ts";
import { SqliteStore } from "../../../src/stores/sqlite/store.ts";
import { storeConformance, TestClock } from "../conformance.ts";
import { tempFolder } from "../temp.ts";

const ALWAYS = { minBytes: 0, minSaving: Number.NEGATIVE_INFINITY };

storeConformance("SqliteStore", async (clock) => {
  const database = await openDatabase(":memory:");
  return { store: new SqliteStore(database, { clock }), close: async () => database.close() };
});

// Every record compressed, whatever its size: nothing but the stored form may differ.
storeConformance("SqliteStore with compression", async (clock) => {
  const database = await openDatabase(":memory:");
  return {
    store: new SqliteStore(database, { clock, compression: ALWAYS }),
    close: async () => database.close(),
  };
});

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
    const store = new SqliteStore(database, { clock, compression: ALWAYS });
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
    const store = new SqliteStore(database, { compression: ALWAYS, onUnreadable });
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
  expect(database.get("SELECT count(*) AS n FROM item_text WHERE item_text MATCH 'x'")).toMatchObject({
    n: 0,
  });
  expect(await store.get(["agent"], "k")).not.toBeNull();
  database.close();
});
