import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bm25, inverseFrequency } from "../../../src/stores/retrieval/bm25.ts";

const documents = [
  { id: "a", text: "the cat sat" },
  { id: "b", text: "the dog sat on the cat" },
  { id: "c", text: "rain", author: "Cat", date: "2023-05-08" },
];

describe("bm25", () => {
  it("scores by the formula", () => {
    // "dog": in one of three documents; b has 6 terms, the mean is (3 + 6 + 5) / 3.
    const idf = Math.log(1 + (3 - 1 + 0.5) / (1 + 0.5));
    const norm = 1 - 0.75 + (0.75 * 6) / (14 / 3);
    const [first, ...others] = bm25(documents).search("dog");
    expect(first?.id).toBe("b");
    expect(first?.score).toBeCloseTo((idf * 2.2) / (1 + 1.2 * norm), 12);
    expect(others).toEqual([]);
  });

  it("reads author and date as words", () => {
    expect(
      bm25(documents)
        .search("cat")
        .map(({ id }) => id)
        .sort(),
    ).toEqual(["a", "b", "c"]);
    expect(
      bm25(documents)
        .search("2023")
        .map(({ id }) => id),
    ).toEqual(["c"]);
  });

  it("takes k1 and b", () => {
    const [first] = bm25(documents, { k1: 0, b: 0 }).search("dog");
    expect(first?.score).toBeCloseTo(inverseFrequency(1, 3), 12);
  });

  it("gives equal documents in their order, and at most the limit", () => {
    const same = ["x", "y", "z"].map((id) => ({ id, text: "same words" }));
    expect(
      bm25(same)
        .search("words", { limit: 2 })
        .map(({ id }) => id),
    ).toEqual(["x", "y"]);
    expect(bm25(same).search("words", { limit: 0 })).toEqual([]);
    expect(bm25(same).search("words", { limit: -1 })).toEqual([]);
  });

  it.each(["", "?!", "absent"])("finds nothing for %j", (query) => {
    expect(bm25(documents).search(query)).toEqual([]);
    expect(bm25([]).search(query)).toEqual([]);
  });

  it("scores a document no lower when it repeats the term instead of another word", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (times) => {
        const text = (count: number) =>
          [...Array(count).fill("cat"), ...Array(10 - count).fill("filler")].join(" ");
        const score = (count: number) => bm25([{ id: "a", text: text(count) }]).search("cat")[0]?.score ?? 0;
        expect(score(times + 1)).toBeGreaterThan(score(times));
      }),
    );
  });
});

describe("inverseFrequency", () => {
  it("falls with the documents that have it, and is never negative", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(999), (total, n) => {
        const having = n % total;
        expect(inverseFrequency(having, total)).toBeGreaterThan(inverseFrequency(having + 1, total));
        expect(inverseFrequency(having + 1, total)).toBeGreaterThan(0);
      }),
    );
  });
});
