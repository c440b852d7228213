import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { CheckedStore } from "../../src/stores/checked-store.ts";
import { MAX_CANDIDATES } from "../../src/stores/ranking.ts";
import { itemTerms, queryTerms } from "../../src/stores/text-search.ts";
import { type OpenBackend, TestClock } from "./backend.ts";

/** BM25 as the literature has it, with the floor of FTS5, over every item of a list. */
function bm25(items: readonly (readonly string[])[], query: readonly string[]): number[] {
  const [k1, b] = [1.2, 0.75];
  const mean = items.reduce((sum, terms) => sum + terms.length, 0) / items.length;
  return items.map((terms) =>
    query
      .map((term) => {
        const having = items.filter((other) => other.includes(term)).length;
        const weight = Math.max(1e-6, Math.log((items.length - having + 0.5) / (having + 0.5)));
        const count = terms.filter((one) => one === term).length;
        return (weight * count * (k1 + 1)) / (count + k1 * (1 - b + (b * terms.length) / mean));
      })
      .reduce((sum, part) => sum + part, 0),
  );
}

const word = fc.constantFrom("stripe", "checkout", "customer", "portal", "the", "of", "café", "日本", "v2");
const text = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(" "));

/** How every backend ranks: the scores themselves are compared, so that all backends agree to the last digits. */
export function rankingConformance(name: string, open: OpenBackend): void {
  describe(`${name}'s ranking`, () => {
    let clock: TestClock;
    let store: CheckedStore;

    beforeEach(async () => {
      clock = new TestClock();
      const { stores, close } = await open(clock);
      store = stores.store;
      return close;
    });

    async function fill(namespace: string[], texts: Record<string, string>): Promise<void> {
      await store.batch(Object.entries(texts).map(([key, words]) => ({ namespace, key, value: { words } })));
    }

    async function keys(prefix: string[], query: string, options = {}): Promise<string[]> {
      return (await store.search(prefix, { query, limit: 1_000, ...options })).map(({ key }) => key);
    }

    it("is BM25 over all that is stored", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(text, { minLength: 2, maxLength: 8 }), text, async (texts, query) => {
          const items = texts.map((words, at) => [`k${at}`, words] as const);
          await fill(["a"], Object.fromEntries(items.filter((_, at) => at % 2 === 0)));
          await fill(["b"], Object.fromEntries(items.filter((_, at) => at % 2 === 1)));
          const found = await store.search([], { query, limit: 100 });
          const terms = texts.map((words) => itemTerms(words, undefined));
          const wanted = queryTerms(query);
          const scores = bm25(terms, wanted);
          const expected = items
            .map(([key], at) => ({ key, score: scores[at] ?? 0, at }))
            .filter(({ at }) => terms[at]?.some((term) => wanted.includes(term)));
          expect(found.map(({ key }) => key).sort()).toEqual(expected.map(({ key }) => key).sort());
          for (const { key, score } of expected) {
            expect(found.find((item) => item.key === key)?.score).toBeCloseTo(score, 9);
          }
          expect(found.map(({ score }) => score)).toEqual(
            found.map(({ score }) => score).sort((x, y) => (y ?? 0) - (x ?? 0)),
          );
          await store.batch(
            items.map(([key], at) => ({ namespace: [at % 2 === 0 ? "a" : "b"], key, value: null })),
          );
        }),
        { numRuns: 40 },
      );
    });

    it("forgets what was replaced, deleted and swept", async () => {
      await fill(["kept"], { one: "alpha beta", two: "beta gamma" });
      const before = await store.search(["kept"], { query: "alpha beta" });
      await fill(["agent"], { gone: "alpha alpha delta" });
      await fill(["other"], { replaced: "alpha", deleted: "beta beta" });
      await fill(["other"], { replaced: "omega" });
      expect(await store.search(["kept"], { query: "alpha beta" })).not.toEqual(before);
      await store.delete(["other"], "deleted");
      await store.delete(["other"], "replaced");
      clock.advance(8 * 86_400_000);
      expect(await store.sweep()).toBe(1);
      expect(await store.search(["kept"], { query: "alpha beta" })).toEqual(before);
      expect(await keys([], "delta omega")).toEqual([]);
    });

    it("orders equals by last update, then namespace and key, on every page", async () => {
      await fill(["z"], { b: "same", a: "same" });
      await fill(["y"], { c: "same" });
      clock.advance(1);
      await fill(["z"], { newer: "same" });
      const all = ["newer", "c", "a", "b"];
      expect(await keys([], "same")).toEqual(all);
      for (const offset of [0, 1, 2, 3, 4]) {
        expect(await keys([], "same", { limit: 2, offset })).toEqual(all.slice(offset, offset + 2));
      }
    });

    it("looks through a limited number of items, rare words first, newest first", async () => {
      const many = MAX_CANDIDATES + 40;
      const name = (at: number) => `k${String(at).padStart(3, "0")}`;
      for (let from = 0; from < many; from += 37) {
        clock.advance(1);
        const part = Array.from({ length: Math.min(37, many - from) }, (_, at) => from + at);
        await fill(
          ["crowd"],
          Object.fromEntries(part.map((at) => [name(at), at < 2 ? "common rare" : "common"])),
        );
      }
      await fill(["village"], { old: "common" });
      clock.advance(1);
      await fill(["crowd"], { newest: "common" });
      expect(await keys(["crowd"], "common")).toHaveLength(MAX_CANDIDATES);
      expect(await keys(["crowd"], "common")).toContain("newest");
      expect(await keys(["crowd"], "common")).not.toContain(name(0));
      expect((await keys(["crowd"], "common rare")).slice(0, 2)).toEqual([name(0), name(1)]);
      // However common a word is elsewhere, a small namespace is looked through as a whole.
      expect(await keys(["village"], "common")).toEqual(["old"]);
      expect(await keys(["crowd"], "common", { filter: { words: "common rare" } })).toEqual([
        name(0),
        name(1),
      ]);
    });

    it("takes words that are names of object members as words", async () => {
      await fill(["n"], { k: "constructor toString hasOwnProperty", other: "valueOf 2026 007" });
      expect(await keys(["n"], "constructor")).toEqual(["k"]);
      expect(await keys(["n"], "valueof")).toEqual(["other"]);
      expect(await keys(["n"], "2026")).toEqual(["other"]);
      expect(await keys(["n"], "isprototypeof prototype")).toEqual([]);
    });
  });
}
