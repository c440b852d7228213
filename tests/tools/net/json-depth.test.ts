import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonDepth } from "../../../src/tools/net/json-depth.ts";

const levels = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? 1 + Math.max(0, ...Object.values(value as Record<string, unknown>).map(levels))
    : 0;

const depthOf = (text: string) => new JsonDepth().take(Buffer.from(text));

describe("the depth of JSON", () => {
  it("is that of the value that the text stands for, however its bytes are parted", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 9 }), (value, size) => {
        const bytes = Buffer.from(JSON.stringify(value));
        const depth = new JsonDepth();
        let deepest = 0;
        for (let at = 0; at < bytes.length; at += size) {
          deepest = Math.max(deepest, depth.take(bytes.subarray(at, at + size)));
        }
        return deepest === levels(value) && depthOf(bytes.toString()) === deepest;
      }),
    );
  });

  it.each([
    ['"[[[["', 0],
    ['["\\"[", "\\\\", [1]]', 2],
    ["[[[[", 4],
    ["]]]][", 1],
    ["", 0],
  ])("of %s is %i", (text, depth) => {
    expect(depthOf(text)).toBe(depth);
  });

  it("begins anew with each line where each line is a text of its own", () => {
    expect(depthOf("[[\n[[")).toBe(4);
    expect(new JsonDepth({ perLine: true }).take(Buffer.from("[[\n[["))).toBe(2);
  });
});
