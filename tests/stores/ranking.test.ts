import { describe, expect, it } from "vitest";
import { countTerms, MAX_CANDIDATES, rank, selectionGroups } from "../../src/stores/ranking.ts";

const statistics = (frequency: Record<string, number>, items = 1_000) => ({
  items,
  length: items * 10,
  frequency: new Map(Object.entries(frequency)),
});
const candidate = (key: string, counts: Record<string, number>, updatedAt = 0) => ({
  namespace: "n",
  key,
  updatedAt,
  length: Object.values(counts).reduce((sum, count) => sum + count, 0),
  counts,
});

describe("selectionGroups", () => {
  it("takes rare terms together as long as they fit, and the others one by one, rarest first", () => {
    const frequency = { rare: 3, few: MAX_CANDIDATES - 3, many: MAX_CANDIDATES, most: 900 };
    expect(selectionGroups(["most", "many", "few", "rare", "none"], statistics(frequency))).toEqual([
      ["rare", "few"],
      ["many"],
      ["most"],
    ]);
  });

  it("leaves out what does not occur, and orders equals by text", () => {
    expect(selectionGroups(["b", "gone", "a"], statistics({ a: 900, b: 900, gone: 0 }))).toEqual([
      ["a"],
      ["b"],
    ]);
    expect(selectionGroups(["x"], statistics({}))).toEqual([]);
  });
});

describe("rank", () => {
  it("prefers the rarer term, the more frequent mention and the shorter text", () => {
    const found = rank(
      [
        candidate("common", { common: 1 }),
        candidate("rare", { rare: 1 }),
        candidate("twice", { rare: 2 }),
        candidate("long", { rare: 1, other: 50 }),
      ],
      ["rare", "common"],
      statistics({ rare: 5, common: 900 }),
    );
    expect(found.map(({ key }) => key)).toEqual(["twice", "rare", "long", "common"]);
  });

  it("gives a term that is in most items the least weight, never a negative one", () => {
    const [found] = rank([candidate("a", { the: 1 })], ["the"], statistics({ the: 999 }));
    expect(found?.score).toBeGreaterThan(0);
    expect(found?.score).toBeLessThan(1e-5);
  });

  it("orders equals by last update, namespace and key", () => {
    const all = [candidate("b", { x: 1 }), candidate("a", { x: 1 }), candidate("new", { x: 1 }, 1)];
    expect(rank(all, ["x"], statistics({ x: 3 })).map(({ key }) => key)).toEqual(["new", "a", "b"]);
  });

  it("survives statistics that are off", () => {
    const [found] = rank([candidate("a", { x: 1 })], ["x"], {
      items: 0,
      length: 0,
      frequency: new Map([["x", 7]]),
    });
    expect(found?.score).toBeGreaterThanOrEqual(0);
  });
});

describe("countTerms", () => {
  it("counts, also words that name members of objects", () => {
    expect(countTerms(["a", "constructor", "a"])).toEqual({ a: 2, constructor: 1 });
  });
});
