import { beforeEach, describe, expect, it } from "vitest";
import type { CheckedStore } from "../../src/stores/checked-store.ts";
import { type OpenBackend, TestClock } from "./backend.ts";

const DAY = 86_400_000;

/** Retention, namespaces and batches on every backend. */
export function lifecycleConformance(name: string, open: OpenBackend): void {
  describe(`${name} as a store over time`, () => {
    let clock: TestClock;
    let store: CheckedStore;

    beforeEach(async () => {
      clock = new TestClock();
      const { stores, close } = await open(clock);
      store = stores.store;
      return close;
    });

    async function keys(prefix: string[], options: Parameters<CheckedStore["search"]>[1] = {}) {
      return (await store.search(prefix, { limit: 1_000, ...options })).map(({ key }) => key);
    }

    describe("retention", () => {
      it.each([
        ["agent", 7],
        ["business", 90],
        ["evolution", 365],
      ])("drops %s records after %i days from their last write", async (root, days) => {
        await store.put([root, "x"], "k", { word: "stripe" });
        clock.advance(days * DAY - 1);
        expect(await store.get([root, "x"], "k")).not.toBeNull();
        clock.advance(1);
        expect(await store.get([root, "x"], "k")).toBeNull();
        expect(await store.search([])).toEqual([]);
        expect(await store.search([], { query: "stripe" })).toEqual([]);
        expect(await store.listNamespaces()).toEqual([]);
        expect(await store.sweep()).toBe(1);
        expect(await store.sweep()).toBe(0);
      });

      it("starts anew with each write, and keeps consensus for good", async () => {
        await store.put(["agent"], "k", { v: 1 });
        await store.put(["consensus", "best_practices"], "k", { v: 1 });
        clock.advance(6 * DAY);
        await store.put(["agent"], "k", { v: 2 });
        clock.advance(6 * DAY);
        expect((await store.get(["agent"], "k"))?.value).toEqual({ v: 2 });
        clock.advance(4_000 * DAY);
        await store.sweep();
        expect(await keys([])).toEqual(["k"]);
      });

      it("treats a write over an expired record as a new one", async () => {
        await store.put(["agent"], "k", { v: 1 });
        clock.advance(8 * DAY);
        await store.put(["agent"], "k", { v: 2 });
        expect((await store.get(["agent"], "k"))?.createdAt).toEqual(new Date(clock.now()));
      });
    });

    describe("namespaces and batches", () => {
      beforeEach(async () => {
        for (const namespace of [["a", "b", "c"], ["a", "b", "d"], ["a", "x", "c"], ["b"]]) {
          await store.put(namespace, "k", {});
        }
      });

      it("lists namespaces by prefix, suffix, wildcard and depth", async () => {
        expect(await store.listNamespaces()).toEqual([
          ["a", "b", "c"],
          ["a", "b", "d"],
          ["a", "x", "c"],
          ["b"],
        ]);
        expect(await store.listNamespaces({ prefix: ["a", "b"] })).toHaveLength(2);
        expect(await store.listNamespaces({ suffix: ["c"] })).toEqual([
          ["a", "b", "c"],
          ["a", "x", "c"],
        ]);
        expect(await store.listNamespaces({ prefix: ["*", "x"] })).toEqual([["a", "x", "c"]]);
        expect(await store.listNamespaces({ maxDepth: 2 })).toEqual([["a", "b"], ["a", "x"], ["b"]]);
        expect(await store.listNamespaces({ maxDepth: 1, limit: 1, offset: 1 })).toEqual([["b"]]);
      });

      it("executes a batch in order and returns its results in place", async () => {
        const results = await store.batch([
          { namespace: ["b"], key: "new", value: { v: 1 } },
          { namespace: ["b"], key: "new" },
          { namespacePrefix: ["b"], filter: { v: 1 } },
          { namespace: ["b"], key: "new", value: null },
          { namespace: ["b"], key: "new" },
          { limit: 1, offset: 0 },
        ]);
        expect(results[0]).toBeUndefined();
        expect(results[1]).toMatchObject({ value: { v: 1 } });
        expect(results[2]).toHaveLength(1);
        expect(results[4]).toBeNull();
        expect(results[5]).toEqual([["a", "b", "c"]]);
      });

      it("writes nothing of a batch with an invalid operation", async () => {
        const batch = store.batch([
          { namespace: ["b"], key: "new", value: { v: 1 } },
          { namespace: ["b"], key: "" },
        ]);
        await expect(batch).rejects.toEqual(expect.objectContaining({ code: "STORE_KEY_INVALID" }));
        expect(await store.get(["b"], "new")).toBeNull();
      });
    });
  });
}
