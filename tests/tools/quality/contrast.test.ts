import { describe, expect, it } from "vitest";
import { styleSheet } from "../../../src/templates/kit/style.ts";
import { testBusiness } from "../../../src/templates/kit/testing.ts";
import { checkContrast, contrastRatio } from "../../../src/tools/quality/contrast.ts";

const { theme } = testBusiness();

describe("contrastRatio", () => {
  it("is what WCAG says", () => {
    expect(contrastRatio("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrastRatio("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
    expect(contrastRatio("#ffffff", "#777777")).toBe(contrastRatio("#777777", "#ffffff"));
    expect(contrastRatio("#2f5fd0", "#2f5fd0")).toBe(1);
  });
});

describe("checkContrast", () => {
  it("finds nothing in the style sheet of the kit", () => {
    expect(checkContrast(styleSheet(theme))).toEqual([]);
  });

  it("names the pair that is too faint", () => {
    const found = checkContrast(styleSheet({ ...theme, accent: "#ffd24a" }));
    expect(found).toContainEqual({
      check: "contrast",
      severity: "error",
      where: "/assets/site.css, light",
      message: "--accent #ffd24a on --bg #ffffff is 1.44:1, less than 4.5:1.",
    });
  });

  it("looks at dark screens too", () => {
    const found = checkContrast(styleSheet({ ...theme, accent_dark: "#22304a" }));
    expect(found.map(({ where }) => where)).toContain("/assets/site.css, dark");
    expect(found.every(({ where }) => where.endsWith("dark"))).toBe(true);
  });

  it("does not take a style sheet without colours for a good one", () => {
    expect(checkContrast("body { color: #777 }")).toHaveLength(1);
    expect(checkContrast(":root { --bg: #ffffff }").length).toBeGreaterThan(0);
  });
});
