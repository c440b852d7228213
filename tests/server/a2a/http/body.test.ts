import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { depthOf } from "../../../../src/server/a2a/http/body.ts";

const levels = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? 1 + Math.max(0, ...Object.values(value as Record<string, unknown>).map(levels))
    : 0;

describe("depthOf", () => {
  it("is the depth of the value that the text stands for", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => depthOf(JSON.stringify(value)) === levels(value)));
  });

  it.each([
    ['"[[[["', 0],
    ['["\\"[", "\\\\", [1]]', 2],
    ["[[[[", 4],
    ["", 0],
  ])("of %s is %i", (text, depth) => {
    expect(depthOf(text)).toBe(depth);
  });
});
