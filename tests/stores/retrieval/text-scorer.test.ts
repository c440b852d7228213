import { describe, expect, it } from "vitest";
import { inverseFrequency } from "../../../src/stores/retrieval/bm25.ts";
import { buildFieldIndex } from "../../../src/stores/retrieval/field-index.ts";
import { createTextScorer } from "../../../src/stores/retrieval/text-scorer.ts";

const WEIGHTS = { questionWeight: 0.5, askedWeight: 0.75 };
const OPTIONS = { k1: 1.2, b: 0.75, coverage: 0, relatedWeight: 0.5, fuzzyWeight: 0.5 };
const NONE = new Map<string, Set<string>>();

function scorer(
  texts: string[][],
  related: ReadonlyMap<string, ReadonlySet<string>> = NONE,
  options = OPTIONS,
) {
  const analysed = texts.map((stated) => ({ stated, asked: [] }));
  return createTextScorer(buildFieldIndex(analysed, [], WEIGHTS), related, options);
}

describe("createTextScorer", () => {
  it("scores plain terms as BM25 does", () => {
    const score = scorer([["dog", "park"], ["cat"]])(["dog"]);
    const norm = 1.2 * (0.25 + (0.75 * 2) / 1.5);
    expect([...score.keys()]).toEqual([0]);
    expect(score.get(0)).toBeCloseTo((inverseFrequency(1, 2) * 2.2) / (1 + norm), 12);
  });

  it("adds up the terms of the query", () => {
    const score = scorer([
      ["dog", "park"],
      ["dog", "x"],
      ["y", "park"],
    ]);
    const [both, one, other] = [score(["dog", "park"]), score(["dog"]), score(["park"])];
    expect(both.get(0)).toBeCloseTo((one.get(0) ?? 0) + (other.get(0) ?? 0), 12);
  });

  it("counts a related word less than the word, and only the best of them", () => {
    const related = new Map([["pet", new Set(["dog", "cat"])]]);
    const score = scorer(
      [
        ["pet", "a"],
        ["dog", "b"],
        ["dog", "cat"],
        ["c", "d"],
      ],
      related,
    )(["pet"]);
    expect(score.get(0)).toBeGreaterThan(score.get(1) ?? Number.NaN);
    const best = scorer(
      [
        ["x", "a"],
        ["dog", "b"],
        ["dog", "cat"],
        ["c", "d"],
      ],
      related,
    )(["cat"]);
    expect(score.get(2)).toBeCloseTo((best.get(2) ?? 0) / 2, 12);
    expect(score.has(3)).toBe(false);
  });

  it("ignores related words without a weight", () => {
    const related = new Map([["pet", new Set(["dog"])]]);
    expect(scorer([["dog"]], related, { ...OPTIONS, relatedWeight: 0 })(["pet"]).size).toBe(0);
  });

  it("falls back on similar spellings only for unknown words", () => {
    const texts = [["necklace"], ["neckline"]];
    expect([...scorer(texts)(["neclace"]).keys()]).toEqual([0]);
    expect([...scorer(texts)(["necklace"]).keys()]).toEqual([0]);
    expect(scorer(texts, NONE, { ...OPTIONS, fuzzyWeight: 0 })(["neclace"]).size).toBe(0);
  });

  it("multiplies by the share of terms covered, raised to the exponent", () => {
    const texts = [
      ["dog", "park"],
      ["dog", "x"],
      ["y", "z"],
    ];
    const [without, with_] = [0, 0.5].map((coverage) =>
      scorer(texts, NONE, { ...OPTIONS, coverage })(["dog", "park"]),
    );
    expect(with_?.get(0)).toBe(without?.get(0));
    expect(with_?.get(1)).toBeCloseTo((without?.get(1) ?? 0) * Math.SQRT1_2, 12);
  });

  it("scores nothing without terms or documents", () => {
    expect(scorer([["dog"]])([]).size).toBe(0);
    expect(scorer([])(["dog"]).size).toBe(0);
    expect(scorer([[], []])(["dog"]).size).toBe(0);
  });
});
