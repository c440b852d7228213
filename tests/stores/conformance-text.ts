import { beforeEach, describe, expect, it } from "vitest";
import type { CheckedStore } from "../../src/stores/checked-store.ts";
import { type OpenBackend, TestClock } from "./backend.ts";

/** Text search on every backend. */
export function textConformance(name: string, open: OpenBackend): void {
  describe(`${name}'s text search`, () => {
    let clock: TestClock;
    let store: CheckedStore;

    beforeEach(async () => {
      clock = new TestClock();
      const { stores, close } = await open(clock);
      store = stores.store;
      await fill(["docs"], {
        checkout: { title: "Stripe checkout", body: "payments with stripe", kind: "a" },
        portal: {
          title: "Customer portal",
          body: "stripe once, and a lot of other words around it",
          kind: "b",
        },
        blog: { title: "A blog about cafés", tags: ["Zürich"], kind: "a" },
      });
      return close;
    });

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
}
