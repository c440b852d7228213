import { expect, it } from "vitest";
import { openDatabase } from "../../src/stores/sqlite/driver.ts";
import { SqliteRunIndex } from "../../src/stores/sqlite/runs.ts";
import { record } from "./conformance-runs.ts";

it("refuses a record that a newer version wrote, and leaves it as it is", async () => {
  const database = await openDatabase(":memory:");
  const runs = new SqliteRunIndex(database);
  await runs.put(record("a", 1));
  const newer = JSON.stringify({ ...record("a", 1), from_the_future: true });
  database.run("UPDATE runs SET record = ?", newer);
  const refused = expect.objectContaining({ code: "STORE_NEWER_VERSION" });
  await expect(runs.get("a")).rejects.toEqual(refused);
  await expect(runs.list()).rejects.toEqual(refused);
  expect(database.get("SELECT record FROM runs")).toMatchObject({ record: newer });
  database.close();
});
