import { join } from "node:path";
import { expect, it } from "vitest";
import { openDatabase } from "../../../src/stores/sqlite/driver.ts";
import { migrate } from "../../../src/stores/sqlite/migrations.ts";
import { SqliteStore } from "../../../src/stores/sqlite/store.ts";
import { TestClock } from "../backend.ts";
import { tempFolder } from "../temp.ts";

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
