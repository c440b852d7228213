import { describe, expect, it } from "vitest";
import { lineDiff } from "../../../../src/nodes/validate-safety/waltz/line-diff.ts";

describe("lineDiff", () => {
  it("shows only what changed", () => {
    expect(lineDiff("a\nb\nc", "a\nx\nc")).toBe("- b\n+ x");
    expect(lineDiff("a", "a\nb")).toBe("+ b");
    expect(lineDiff("a\nb", "a")).toBe("- b");
    expect(lineDiff("a", "a")).toBe("");
  });
});
