import { expect, it, onTestFinished } from "vitest";
import type { Secret } from "../../../src/config/secret.ts";
import type { CheckedStore } from "../../../src/stores/checked-store.ts";
import type { CompressionOptions } from "../../../src/stores/compression.ts";
import { connect } from "../../../src/stores/mongo/connection.ts";
import { COLLECTIONS, type ItemDocument, type SchemaDocument } from "../../../src/stores/mongo/documents.ts";
import { SCHEMA_VERSION } from "../../../src/stores/mongo/migrations.ts";
import { refillEntries } from "../../../src/stores/mongo/refill.ts";
import { openStores } from "../../../src/stores/open.ts";
import { ALWAYS_COMPRESSED, TestClock } from "../backend.ts";
import { describeMongo, freshUri } from "./server.ts";

const clock = new TestClock();

async function open(mongodbUri: Secret, compression?: CompressionOptions): Promise<CheckedStore> {
  const stores = await openStores({ home: "", mongodbUri, clock, compression });
  onTestFinished(() => stores.close());
  return stores.store;
}

async function collectionsOf(uri: Secret) {
  const connection = await connect({ uri: uri.reveal() });
  onTestFinished(() => connection.close());
  return {
    items: connection.collection<ItemDocument>(COLLECTIONS.items),
    schema: connection.collection<SchemaDocument>(COLLECTIONS.schema),
  };
}

/** Gives a database entries that mean nothing to this version, as before schema 2. */
async function outdate({ items, schema }: Awaited<ReturnType<typeof collectionsOf>>): Promise<void> {
  await items.updateMany({}, { $set: { entries: [1, 2 ** 40] } });
  await schema.updateOne({}, { $set: { version: 1 } });
}

async function keysOf(store: CheckedStore, prefix: string[], options: object = {}): Promise<string[]> {
  return (await store.search(prefix, { limit: 2_000, ...options })).map(({ key }) => key);
}

describeMongo("entries of the first schema", () => {
  it.each([
    ["plain", undefined],
    ["compressed", ALWAYS_COMPRESSED],
  ])(
    "are computed anew, so that %s items are found again, also when several open at once",
    async (_what, compression) => {
      const uri = freshUri();
      const before = await open(uri, compression);
      await before.put(["a", "b"], "both", { title: "Stripe checkout", meta: { tier: "pro" }, paid: true });
      clock.advance(1);
      await before.put(["a"], "unindexed", { title: "hidden", paid: false }, false);
      clock.advance(1);
      await before.put(["other"], "far", { title: "Stripe portal", paid: true });
      const collections = await collectionsOf(uri);
      await outdate(collections);
      expect(await keysOf(before, ["a"])).toEqual([]);
      expect(await keysOf(before, ["a"], { query: "stripe" })).toEqual([]);
      const [store = before] = await Promise.all([1, 2, 3].map(() => open(uri, compression)));
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
      for (const [prefix, options, keys] of searches) {
        expect(await keysOf(store, prefix, options), JSON.stringify([prefix, options])).toEqual(keys);
      }
      expect(await collections.schema.findOne()).toMatchObject({ version: SCHEMA_VERSION });
    },
  );

  it("are computed for more items than fit into one portion, and around a damaged one", async () => {
    const uri = freshUri();
    const before = await open(uri);
    const put = (at: number) => ({ namespace: ["n"], key: `k${at}`, value: { even: at % 2 === 0 } });
    await before.batch(Array.from({ length: 1_201 }, (_, at) => put(at)));
    const collections = await collectionsOf(uri);
    await outdate(collections);
    await collections.items.updateOne({ key: "k7" }, { $set: { json: '{"even": ' } });
    const store = await open(uri);
    expect(await keysOf(store, ["n"], { filter: { even: true } })).toHaveLength(601);
    expect(await collections.items.countDocuments({ entries: 2 ** 40 })).toBe(0);
    await expect(store.get(["n"], "k7")).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  });

  it("are left alone where an item was written meanwhile", async () => {
    const uri = freshUri();
    const store = await open(uri);
    await store.put(["n"], "k", { state: "old" });
    const collections = await collectionsOf(uri);
    await outdate(collections);
    const read = await collections.items.find().toArray();
    await store.put(["n"], "k", { state: "new" });
    const stale = { value: () => ({ toArray: async () => read }) };
    await refillEntries(Object.create(collections.items, { find: stale }));
    expect(await keysOf(store, ["n"], { filter: { state: "new" } })).toEqual(["k"]);
  });
});
