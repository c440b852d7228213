import { describe, expect, it } from "vitest";
import { markdownTable, withPart } from "./document.ts";

describe("docs/durability.md", () => {
  const whole = withPart(withPart("", "effects", "# Durability\n\nA\n"), "products", "B\n");

  it("has both parts, one after the other", () => {
    expect(whole).toBe("# Durability\n\nA\n\n## Real products\n\nB\n");
  });

  it("keeps the part that was not measured", () => {
    expect(withPart(whole, "products", "C")).toBe("# Durability\n\nA\n\n## Real products\n\nC\n");
    expect(withPart(whole, "effects", "# Durability\n\nD")).toBe(
      "# Durability\n\nD\n\n## Real products\n\nB\n",
    );
    expect(withPart(whole, "products", "B")).toBe(whole);
  });

  it("has tables as Markdown", () => {
    expect(
      markdownTable([
        ["a", "b"],
        ["1", "2"],
      ]),
    ).toBe("| a | b |\n| --- | --- |\n| 1 | 2 |");
  });
});
