import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CheckedStore } from "../../src/stores/checked-store.ts";
import { matchesFilter, parseFilter } from "../../src/stores/filter.ts";
import { filterArbitrary, valueArbitrary } from "./arbitraries.ts";
import { type OpenBackend, TestClock } from "./backend.ts";

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
  });
}
