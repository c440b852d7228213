import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { painter, printable, seconds, table, truncate, wantsColours, wrap } from "../../src/cli/text.ts";

describe("printable", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "[31mred[0m"],
    ["\u009b31m8-bit", "31m8-bit"],
    ["\u202eevil\u202c \u2066x\u2069 \u200fy", "evil x y"],
    ["one\n\n  two\tthree", "one two three"],
    ["a\rb\u0007", "ab"],
    ["Café 日本 🚀 👩‍👩‍👧 <b>&", "Café 日本 🚀 👩‍👩‍👧 <b>&"],
  ])("%j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});

describe("truncate", () => {
  it.each([
    ["short", 10, "short"],
    ["exactly10!", 10, "exactly10!"],
    ["longer than ten", 10, "longer th…"],
    ["日本語の店", 10, "日本語の店"],
    ["日本語の店舗", 10, "日本語の…"],
    ["👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 4, "👩‍👩‍👧…"],
  ])("%s to %d columns", (text, width, cut) => {
    expect(truncate(text, width)).toBe(cut);
  });

  it("never exceeds the width and never halves a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (text, width) => {
        const cut = truncate(text, width);
        expect(stringWidth(cut)).toBeLessThanOrEqual(Math.max(width, 1));
        expect(cut).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});

describe("wrap", () => {
  it.each([
    ["", 10, [""]],
    ["one two three", 8, ["one two", "three"]],
    ["one two three", Number.POSITIVE_INFINITY, ["one two three"]],
    ["abcdefghijkl mn", 5, ["abcde", "fghij", "kl mn"]],
    ["日本語の店 ok", 6, ["日本語", "の店", "ok"]],
  ])("%j at %d columns", (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  it("loses nothing and stays within the width", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 5, max: 40 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe("table", () => {
  it("lines columns up by what the terminal shows, not by code units", () => {
    const lines = table([
      ["NAME", "URL"],
      ["日本語の店", "x"],
      ["🚀 Rocket", "y"],
      ["plain", "z"],
    ]).split("\n");
    expect(lines.map((line) => stringWidth(line))).toEqual([15, 13, 13, 13]);
  });
});

it.each([
  [0, "0 ms"],
  [0.0994, "99 ms"],
  [0.1, "0.1 s"],
  [61.25, "61.3 s"],
])("%d seconds are shown as %s", (value, shown) => {
  expect(seconds(value)).toBe(shown);
});

describe("colours", () => {
  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { NO_COLOR: "1" }, false],
    [{ isTTY: true }, { TERM: "dumb" }, false],
    [{}, {}, false],
  ])("%j with %j: %s", (stream, env, wanted) => {
    expect(wantsColours(stream, env)).toBe(wanted);
  });

  it("are left out of plain text", () => {
    expect(painter(false)("red", "x")).toBe("x");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is expected
    expect(painter(true)("red", "x")).toMatch(/\u001b\[31mx/);
  });
});
