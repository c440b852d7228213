import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { similarSpellings } from "../../../src/stores/retrieval/similar-spelling.ts";

const VOCABULARY = ["necklac", "neck", "lace", "accordion", "acord", "guitar", "gutter"];

describe("similarSpellings", () => {
  it.each([
    ["neclace", "necklac"],
    ["acordion", "accordion"],
    ["guitarr", "guitar"],
  ])("takes %s for %s", (typed, meant) => {
    expect(similarSpellings(typed, VOCABULARY)[0]?.term).toBe(meant);
  });

  it("finds nothing that is merely as long", () => {
    expect(similarSpellings("volcano", VOCABULARY)).toEqual([]);
  });

  it("leaves short words alone", () => {
    expect(similarSpellings("ice", ["ices", "icy"])).toEqual([]);
  });

  it("is best first, at most as many as told, and above the threshold", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[ab]{4,8}$/)),
        fc.stringMatching(/^[ab]{4,8}$/),
        (words, term) => {
          const found = similarSpellings(term, words, { least: 0.4, most: 2 });
          expect(found.length).toBeLessThanOrEqual(2);
          const similarities = found.map(({ similarity }) => similarity);
          expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
          for (const similarity of similarities) {
            expect(similarity).toBeGreaterThanOrEqual(0.4);
            expect(similarity).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it("does not depend on the order of the vocabulary", () => {
    expect(similarSpellings("abcd", ["abcf", "abce"])).toEqual(similarSpellings("abcd", ["abce", "abcf"]));
  });
});
