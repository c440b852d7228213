import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PASSAGE_WORDS, passagesOf } from "../../../src/nodes/validate-safety/passages.ts";

describe("passagesOf", () => {
  it("keeps a short text whole", () => {
    expect(passagesOf("a short text")).toEqual(["a short text"]);
    expect(passagesOf("")).toEqual([""]);
  });

  it("loses no word, and no pair of neighbours", () => {
    fc.assert(
      fc.property(fc.integer({ min: 65, max: 700 }), (count) => {
        const words = Array.from({ length: count }, (_, index) => `w${index}`);
        const passages = passagesOf(words.join(" "));
        for (let index = 0; index + 1 < count; index += 1)
          expect(passages.some((passage) => ` ${passage} `.includes(` w${index} w${index + 1} `))).toBe(true);
        for (const passage of passages) expect(passage.split(" ").length).toBeLessThanOrEqual(PASSAGE_WORDS);
      }),
      { numRuns: 30 },
    );
  });
});
