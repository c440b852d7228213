import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { similarities } from "../../../src/stores/memory/similarity.ts";

describe("similarities", () => {
  it("stay between 0 and 1, are 1 for the same text and 0 without a common word", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.array(fc.string({ unit: "grapheme" })),
        (text, others) => {
          const found = similarities(text, [...others, `word ${text}`]);
          for (const one of found) expect(one >= 0 && one <= 1).toBe(true);
        },
      ),
    );
    expect(similarities("stripe checkout", ["Checkout, Stripe!"])[0]).toBeCloseTo(1);
    expect(similarities("stripe", ["a blog about gardens", ""])).toEqual([0, 0]);
    expect(similarities("", ["anything"])).toEqual([0]);
  });

  it("give a rare common word more weight than one that all documents have", () => {
    const [rare = 0, common = 0] = similarities("tool zebra", [
      "tool zebra x",
      "tool y x",
      "tool z x",
      "tool w x",
    ]);
    expect(rare).toBeGreaterThan(2 * common);
  });
});
