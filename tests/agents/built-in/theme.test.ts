import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contrast, contrastPairs, themeOf, unreadable } from "../../../src/agents/built-in/theme.ts";
import { ThemeSchema } from "../../../src/templates/kit/business.ts";

const seeds = fc.nat({ max: 0xffffffff });

describe("contrast", () => {
  it.each([
    ["#000000", "#ffffff", 21],
    ["#ffffff", "#ffffff", 1],
    ["#767676", "#ffffff", 4.54],
    ["#ff0000", "#ffffff", 4],
  ])("of %s on %s is %d (WCAG 2.2)", (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 2);
    expect(contrast(other, one)).toBeCloseTo(ratio, 2);
  });
});

describe("themeOf", () => {
  it("gives a theme of which every text can be read, whatever the seed", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const theme = themeOf(seed);
        expect(ThemeSchema.parse(theme)).toEqual(theme);
        expect(unreadable(theme)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same seed the same theme, and seeds many themes", () => {
    expect(themeOf(7)).toEqual(themeOf(7));
    const accents = new Set(Array.from({ length: 50 }, (_, seed) => themeOf(seed).accent));
    expect(accents.size).toBeGreaterThan(30);
  });

  it("would notice a theme that can't be read", () => {
    const [worst] = unreadable({ ...themeOf(1), accent_ink: "#cccccc" });
    expect(worst).toMatchObject({ text: "#cccccc" });
    expect(contrastPairs(themeOf(1)).length).toBeGreaterThan(14);
  });
});
