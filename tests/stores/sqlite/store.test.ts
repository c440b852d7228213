import { join } from "node:path";
import { expect, it } from "vitest";
import { openDatabase } from "../../../src/stores/sqlite/driver.ts";
import { SqliteStore } from "../../../src/stores/sqlite/store.ts";
import { storeConformance, TestClock } from "../conformance.ts";
import { tempFolder } from "../temp.ts";

storeConformance("SqliteStore", async (clock) => {
  const database = await openDatabase(":memory:");
  return { store: new SqliteStore(database, { clock }), close: async () => database.close() };
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
