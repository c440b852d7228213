import { beforeEach, describe, expect, it } from "vitest";
import type { Stores } from "../../src/stores/open.ts";
import { type OpenBackend, TestClock } from "./backend.ts";

const ITEMS = 100_000;
const BATCH = 5_000;
const TOPICS = 50;

/** Several writers at a time, and many items. */
export function scaleConformance(name: string, open: OpenBackend): void {
  describe(`${name} under load`, { timeout: 60_000 }, () => {
    let clock: TestClock;
    let stores: Stores;
    let others: Stores;

    beforeEach(async () => {
      clock = new TestClock();
      const backend = await open(clock);
      stores = backend.stores;
      others = await backend.another();
      return backend.close;
    });

    const side = (at: number) => (at % 2 === 0 ? stores.store : others.store);

    it("loses nothing that concurrent writers put", async () => {
      await Promise.all(
        Array.from({ length: 200 }, (_, at) => side(at).put(["many", `w${at % 4}`], `k${at}`, { at })),
      );
      const found = await stores.store.search(["many"], { limit: 1_000 });
      expect(found.map(({ value }) => value.at).sort((a, b) => Number(a) - Number(b))).toEqual(
        Array.from({ length: 200 }, (_, at) => at),
      );
    });

    it("has one item, whole, and right statistics after concurrent writes of the same key", async () => {
      await stores.store.put(["calm"], "k", { text: "word" });
      const [calm] = await stores.store.search(["calm"], { query: "word" });
      await Promise.all(
        Array.from({ length: 40 }, (_, at) =>
          at % 4 === 3
            ? side(at).delete(["hot"], "k")
            : side(at).put(["hot"], "k", { at, text: `word word${at}`, twice: at }),
        ),
      );
      await others.store.put(["hot"], "k", { at: 99, text: "word word99", twice: 99 });
      const found = await stores.store.search(["hot"]);
      expect(found.map(({ value }) => value)).toEqual([{ at: 99, text: "word word99", twice: 99 }]);
      expect(await stores.store.search(["hot"], { query: "word word1 word2 word4" })).toHaveLength(1);
      expect(await stores.store.search(["hot"], { query: "word1 word2 word4" })).toEqual([]);
      await stores.store.delete(["hot"], "k");
      expect(await stores.store.search(["calm"], { query: "word" })).toEqual([calm]);
    });

    it("writes a batch over items that another writes at the same time", async () => {
      const batch = (by: string) =>
        Array.from({ length: 300 }, (_, at) => ({ namespace: ["b"], key: `k${at}`, value: { by } }));
      await Promise.all([stores.store.batch(batch("one")), others.store.batch(batch("other"))]);
      const found = await stores.store.search(["b"], { limit: 1_000 });
      expect(new Set(found.map(({ key }) => key)).size).toBe(300);
      expect(found).toHaveLength(300);
      expect(found.every(({ value }) => value.by === "one" || value.by === "other")).toBe(true);
    });

    it("holds 100,000 items, and finds among them what is there and nothing else", async () => {
      const began = performance.now();
      for (let from = 0; from < ITEMS; from += BATCH) {
        clock.advance(60_000);
        await stores.store.batch(Array.from({ length: BATCH }, (_, at) => item(from + at)));
      }
      const filled = performance.now();
      const { store } = others;
      const numbers = async (...search: Parameters<typeof store.search>) =>
        (await store.search(...search)).map(({ value }) => Number(value.n));

      expect((await store.get(["consensus", "topic-7"], "k7"))?.value.n).toBe(7);
      expect(await store.get(["consensus", "topic-8"], "k7")).toBeNull();
      // Of one batch, all of one age: by key, as text.
      const last = Array.from({ length: BATCH / TOPICS }, (_, at) => ITEMS - BATCH + 3 + at * TOPICS);
      expect(await numbers(["consensus", "topic-3"], { limit: 5, offset: 1 })).toEqual(
        last.toSorted((a, b) => (`k${a}` < `k${b}` ? -1 : 1)).slice(1, 6),
      );
      expect(await numbers(["consensus", "topic-3"], { filter: { n: { $gte: 99_900 } } })).toEqual([
        99_903, 99_953,
      ]);
      expect(await numbers(["consensus"], { filter: { n: 4_711 } })).toEqual([4_711]);
      expect(await numbers(["consensus"], { filter: { n: -1 } })).toEqual([]);
      expect((await numbers(["consensus"], { query: "subject42", limit: 1_000 })).sort()).toEqual(
        Array.from({ length: ITEMS / 10 }, (_, at) => at * 10)
          .filter((n) => n % 997 === 42)
          .sort(),
      );
      expect(await numbers(["consensus", "topic-10"], { query: "entry", limit: 3 })).toHaveLength(3);
      expect(await store.listNamespaces({ maxDepth: 1 })).toEqual([["consensus"]]);
      expect(await store.listNamespaces()).toHaveLength(TOPICS);
      expect({ fill: filled - began < 45_000, search: performance.now() - filled < 10_000 }).toEqual({
        fill: true,
        search: true,
      });
    });
  });
}

/** One item in ten is found by its text. */
function item(n: number) {
  return {
    namespace: ["consensus", `topic-${n % TOPICS}`],
    key: `k${n}`,
    value: n % 10 === 0 ? { n, title: `entry about subject${n % 997}` } : { n },
  };
}
