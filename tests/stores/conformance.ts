import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CheckedStore } from "../../src/stores/checked-store.ts";
import { matchesFilter, parseFilter } from "../../src/stores/filter.ts";
import { filterArbitrary, valueArbitrary } from "./arbitraries.ts";
import { type OpenBackend, TestClock } from "./backend.ts";

export { TestClock };

const DAY = 86_400_000;

/** What every store backend must do. */
export function storeConformance(name: string, open: OpenBackend): void {
  describe(`${name} as a store`, () => {
    let clock: TestClock;
    let store: CheckedStore;
    let close: () => Promise<void>;

    beforeEach(async () => {
      clock = new TestClock();
      const opened = await open(clock);
      store = opened.stores.store;
      close = () => opened.close();
    });
    afterEach(() => close());

    /** Writes items one millisecond apart, so the last written is the newest. */
    async function fill(namespace: string[], items: Record<string, Record<string, unknown>>): Promise<void> {
      for (const [key, value] of Object.entries(items)) {
        clock.advance(1);
        await store.put(namespace, key, value);
      }
    }

    async function keys(prefix: string[], options: Parameters<CheckedStore["search"]>[1] = {}) {
      return (await store.search(prefix, { limit: 1_000, ...options })).map(({ key }) => key);
    }

    describe("keys and values", () => {
      it("gives back what was put, with its times", async () => {
        const value = {
          a: 1,
          nested: { list: [1, "two", null, { x: true }] },
          empty: {},
          text: "zürich 🎉 \u0000",
        };
        await store.put(["business", "saas_tool"], "k", value);
        const created = new Date(clock.now());
        clock.advance(5);
        await store.put(["business", "saas_tool"], "k", { a: 2 });
        expect(await store.get(["business", "saas_tool"], "k")).toEqual({
          namespace: ["business", "saas_tool"],
          key: "k",
          value: { a: 2 },
          createdAt: created,
          updatedAt: new Date(clock.now()),
        });
        await store.put(["business", "saas_tool"], "k", value);
        expect((await store.get(["business", "saas_tool"], "k"))?.value).toEqual(value);
      });

      it("has one item per namespace and key", async () => {
        await fill(["n"], { k: { v: 1 } });
        await fill(["n"], { k: { v: 2 } });
        expect(await store.search(["n"])).toHaveLength(1);
      });

      it("deletes, also what is not there", async () => {
        await store.put(["n"], "k", { v: 1 });
        await store.delete(["n"], "k");
        await store.delete(["n"], "k");
        expect(await store.get(["n"], "k")).toBeNull();
        expect(await keys([])).toEqual([]);
      });

      it.each([
        [["a/b"], ["a", "b"]],
        [["a,b"], ["a", "b"]],
        [
          ['a"', "b"],
          ["a", '"b'],
        ],
        [
          ["a\\", "b"],
          ["a", "\\b"],
        ],
        [["ä"], ["a\u0308"]],
      ])("keeps %j and %j apart", async (one, other) => {
        await store.put(one, "k", { at: "one" });
        await store.put(other, "k", { at: "other" });
        expect((await store.get(one, "k"))?.value).toEqual({ at: "one" });
        expect((await store.get(other, "k"))?.value).toEqual({ at: "other" });
        expect((await store.search(one)).map(({ value }) => value)).toEqual([{ at: "one" }]);
      });

      it("takes any text as a key", async () => {
        const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((key) => !key.includes("\0"));
        await fc.assert(
          fc.asyncProperty(fc.uniqueArray(text, { minLength: 1, maxLength: 8 }), async (names) => {
            for (const key of names) await store.put(["keys"], key, { key });
            for (const key of names) expect((await store.get(["keys"], key))?.value).toEqual({ key });
            expect(new Set(await keys(["keys"]))).toEqual(new Set(names));
            for (const key of names) await store.delete(["keys"], key);
          }),
          { numRuns: 40 },
        );
      });

      it("takes any text without the separators as a label", async () => {
        const label = fc
          .string({ unit: "grapheme", minLength: 1 })
          .filter((one) => !/[.:\0]/.test(one) && one !== "langgraph");
        const namespaces = fc.uniqueArray(fc.array(label, { minLength: 1, maxLength: 3 }), {
          minLength: 1,
          maxLength: 6,
          selector: (namespace) => JSON.stringify(namespace),
        });
        await fc.assert(
          fc.asyncProperty(namespaces, async (all) => {
            for (const namespace of all) await store.put(namespace, "k", { namespace });
            for (const namespace of all) {
              expect((await store.get(namespace, "k"))?.value).toEqual({ namespace });
              const below = all.filter((one) => namespace.every((part, at) => one[at] === part));
              expect(await store.search(namespace, { limit: 100 })).toHaveLength(below.length);
            }
            expect(new Set((await store.listNamespaces()).map((one) => JSON.stringify(one)))).toEqual(
              new Set(all.map((one) => JSON.stringify(one))),
            );
            await store.batch(all.map((namespace) => ({ namespace, key: "k", value: null })));
          }),
          { numRuns: 25 },
        );
      });

      it("keeps values that look like operators and paths as they are", async () => {
        const value = JSON.parse(
          '{"$set": {"a.b": {"$ne": 1}}, "": 1, ".": {"x.y": [{"$where": "1"}]}, "__proto__": {"a": 1}, "_id": 7, "a\\u0000b": 2}',
        );
        await store.put(["n"], "k", value);
        expect(JSON.stringify((await store.get(["n"], "k"))?.value)).toBe(JSON.stringify(value));
        expect(await keys(["n"], { filter: { "x.y": null } })).toEqual(["k"]);
      });

      it("keeps a long value, and compares long text by all of it", async () => {
        const long = "ü".repeat(200_000);
        await fill(["n"], { a: { text: `${long}a` }, b: { text: `${long}b` }, short: { text: "ü" } });
        expect((await store.get(["n"], "a"))?.value).toEqual({ text: `${long}a` });
        expect(await keys(["n"], { filter: { text: `${long}a` } })).toEqual(["a"]);
        expect(await keys(["n"], { filter: { text: { $gt: "ü" } } })).toEqual(["b", "a"]);
      });

      it.each([
        ["an operator object as key", ["n"], { $ne: null }],
        ["a number as key", ["n"], 1],
        ["an empty key", ["n"], ""],
        ["a key with NUL", ["n"], "a\0b"],
        ["half a surrogate pair", ["n"], "\ud800"],
        ["a text as namespace", "n", "k"],
        ["an empty label", ["n", ""], "k"],
        ["an object as label", [{ $gt: "" }], "k"],
        ["a dot in a label", ["a.b"], "k"],
      ])("refuses %s", async (_what, namespace, key) => {
        const [badNamespace, badKey] = [namespace as string[], key as string];
        const refused = expect.objectContaining({ code: "STORE_KEY_INVALID" });
        await expect(store.get(badNamespace, badKey)).rejects.toEqual(refused);
        await expect(store.put(badNamespace, badKey, { v: 1 })).rejects.toEqual(refused);
        await expect(store.delete(badNamespace, badKey)).rejects.toEqual(refused);
      });

      it("refuses to write to an empty namespace and to LangGraph's own", async () => {
        const refused = expect.objectContaining({ code: "STORE_KEY_INVALID" });
        await expect(store.put([], "k", { v: 1 })).rejects.toEqual(refused);
        await expect(store.put(["langgraph"], "k", { v: 1 })).rejects.toEqual(refused);
      });

      const cycle: Record<string, unknown> = {};
      cycle.self = cycle;
      it.each([["text"], [[1]], [undefined], [12], [cycle], [{ big: 1n }], [new Date()]])(
        "refuses a value that is no JSON object (case %#)",
        async (value) => {
          await expect(store.put(["n"], "k", value as Record<string, unknown>)).rejects.toEqual(
            expect.objectContaining({ code: "STORE_VALUE_INVALID" }),
          );
        },
      );
    });

    describe("search", () => {
      it("finds below a prefix, by whole labels", async () => {
        for (const namespace of [["a"], ["a", "b"], ["a", "b", "c"], ["ab"], ["a-"], ["b", "a"]]) {
          await fill(namespace, { [namespace.join("/")]: {} });
        }
        expect(await keys(["a"])).toEqual(["a/b/c", "a/b", "a"]);
        expect(await keys(["a", "b"])).toEqual(["a/b/c", "a/b"]);
        expect(await keys([])).toHaveLength(6);
      });

      it("orders by last update, newest first, then namespace and key", async () => {
        for (const namespace of [["z"], ["a"]]) {
          for (const key of ["2", "10", "1"]) await store.put(namespace, key, {});
        }
        await fill(["m"], { newest: {} });
        const found = await store.search([], { limit: 100 });
        expect(found.map(({ namespace, key }) => `${namespace}/${key}`)).toEqual([
          "m/newest",
          "a/1",
          "a/10",
          "a/2",
          "z/1",
          "z/10",
          "z/2",
        ]);
      });

      it("pages without gaps or repetitions", async () => {
        await fill(["p"], Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`k${at}`, { at }])));
        const pages = [];
        for (let offset = 0; offset < 30; offset += 7)
          pages.push(...(await keys(["p"], { limit: 7, offset })));
        expect(pages).toEqual(Array.from({ length: 25 }, (_, at) => `k${24 - at}`));
        expect(await store.search(["p"])).toHaveLength(10);
        expect(await store.search(["p"], { limit: 0 })).toEqual([]);
      });

      it.each([{ limit: -1 }, { limit: 1.5 }, { offset: Number.NaN }, { limit: "1" }, { query: { $ne: 1 } }])(
        "refuses %j",
        async (options) => {
          await expect(store.search([], options as object)).rejects.toEqual(
            expect.objectContaining({ code: "STORE_QUERY_INVALID" }),
          );
        },
      );

      it("filters with all operators, several on one field, and nested fields", async () => {
        await fill(["f"], {
          a: { n: 1, tag: "x", at: { deep: true } },
          b: { n: 2, tag: "y", at: { deep: false } },
          c: { n: 3, tag: null },
          d: { n: "3" },
        });
        const cases: [object, string[]][] = [
          [{ n: 2 }, ["b"]],
          [{ n: { $eq: "3" } }, ["d"]],
          [{ n: { $ne: 2 } }, ["d", "c", "a"]],
          [{ n: { $gt: 1, $lt: 3 } }, ["b"]],
          [{ n: { $gte: 1, $lte: 2 } }, ["b", "a"]],
          [{ n: { $gt: "0" } }, ["d"]],
          [{ tag: { $in: ["x", null] } }, ["d", "c", "a"]],
          [{ tag: { $nin: ["x", null] } }, ["b"]],
          [{ n: { $in: [] } }, []],
          [{ n: { $nin: [] } }, ["d", "c", "b", "a"]],
          [{ tag: null }, ["d", "c"]],
          [{ "at.deep": true }, ["a"]],
          [{ n: { $gte: 1 }, tag: "y" }, ["b"]],
          [{}, ["d", "c", "b", "a"]],
        ];
        for (const [filter, expected] of cases) {
          expect([filter, await keys(["f"], { filter: filter as Record<string, unknown> })]).toEqual([
            filter,
            expected,
          ]);
        }
      });

      it.each([
        { n: { $regex: "a" } },
        { n: { $gt: { $ne: 1 } } },
        { n: { $in: [{ $ne: 1 }] } },
        { $where: "1" },
        { "n.$ne": 1 },
        { n: { $exists: true } },
        { $or: [] },
        { n: { p: 1 } },
        { n: [1] },
        { n: {} },
      ])("refuses the filter %j", async (filter) => {
        await expect(store.search([], { filter })).rejects.toEqual(
          expect.objectContaining({ code: "STORE_FILTER_INVALID" }),
        );
      });

      it("agrees with the in-memory evaluator on any value and filter", async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(valueArbitrary, { minLength: 1, maxLength: 12 }),
            fc.array(filterArbitrary, { minLength: 1, maxLength: 6 }),
            async (values, filters) => {
              const items = values.map((value, at) => [`k${at}`, value] as const);
              for (const [key, value] of items) await store.put(["any"], key, value);
              for (const filter of filters) {
                const conditions = parseFilter(filter);
                const expected = items
                  .filter(([, value]) => matchesFilter(value, conditions))
                  .map(([key]) => key);
                expect((await keys(["any"], { filter })).sort()).toEqual(expected.sort());
              }
              for (const [key] of items) await store.delete(["any"], key);
            },
          ),
          { numRuns: 150 },
        );
      });
    });

    describe("text search", () => {
      beforeEach(() =>
        fill(["docs"], {
          checkout: { title: "Stripe checkout", body: "payments with stripe", kind: "a" },
          portal: {
            title: "Customer portal",
            body: "stripe once, and a lot of other words around it",
            kind: "b",
          },
          blog: { title: "A blog about cafés", tags: ["Zürich"], kind: "a" },
        }),
      );

      it("ranks what matches more, better first, with falling scores", async () => {
        const found = await store.search(["docs"], { query: "Stripe checkout" });
        expect(found.map(({ key }) => key)).toEqual(["checkout", "portal"]);
        const scores = found.map(({ score }) => score ?? Number.NaN);
        expect(scores[0]).toBeGreaterThan(scores[1] ?? Number.NaN);
      });

      it("ignores case and accents, and splits at punctuation", async () => {
        expect(await keys(["docs"], { query: "CAFES" })).toEqual(["blog"]);
        expect(await keys(["docs"], { query: "zurich!" })).toEqual(["blog"]);
        expect(await keys(["docs"], { query: "checkout_portal" })).toHaveLength(2);
      });

      it("combines with filter, prefix and paging", async () => {
        await fill(["other"], { x: { title: "stripe", kind: "a" } });
        expect(await keys(["docs"], { query: "stripe", filter: { kind: "b" } })).toEqual(["portal"]);
        expect(await keys(["docs"], { query: "stripe", limit: 1, offset: 1 })).toEqual(["portal"]);
        expect(await keys([], { query: "stripe" })).toHaveLength(3);
      });

      it("finds nothing for a query without a term, everything for an empty one", async () => {
        expect(await keys(["docs"], { query: "!!!" })).toEqual([]);
        expect(await keys(["docs"], { query: "unheard" })).toEqual([]);
        expect(await keys(["docs"], { query: " " })).toHaveLength(3);
      });

      it("takes query syntax of any engine as plain words", async () => {
        for (const query of [
          '"',
          'stripe" OR "x',
          "stripe*",
          "-stripe",
          "NEAR(stripe)",
          "title:stripe",
          "$stripe",
        ]) {
          expect([query, (await keys(["docs"], { query })).length > 0]).toEqual([query, query !== '"']);
        }
      });

      it("follows updates, deletions and the index argument", async () => {
        await store.put(["docs"], "blog", { title: "Nothing", secret: "stripe" }, ["title"]);
        await store.put(["docs"], "hidden", { title: "stripe" }, false);
        await store.put(["docs"], "parts", { chapters: [{ text: "stripe" }], note: "elsewhere" }, [
          "chapters[*].text",
        ]);
        await store.delete(["docs"], "checkout");
        expect((await keys(["docs"], { query: "stripe" })).sort()).toEqual(["parts", "portal"]);
        expect(await keys(["docs"], { query: "zurich elsewhere" })).toEqual([]);
      });

      it("gives no score without a query", async () => {
        expect((await store.search(["docs"], { limit: 1 }))[0]?.score).toBeUndefined();
      });
    });

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
