import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareText, matchesFilter, parseFilter } from "../../src/stores/filter.ts";

const matches = (value: unknown, filter: object) => matchesFilter(value, parseFilter(filter));

describe("parseFilter", () => {
  it("gives one condition per operator and splits paths", () => {
    expect(parseFilter({ "a.b": { $gte: 1, $lt: 2 }, c: "x" })).toEqual([
      { path: ["a", "b"], operator: "$gte", operand: 1 },
      { path: ["a", "b"], operator: "$lt", operand: 2 },
      { path: ["c"], operator: "$eq", operand: "x" },
    ]);
    expect(parseFilter(undefined)).toEqual([]);
  });

  it.each([
    ["an unknown operator", { a: { $where: "1" } }, /"\$where".*no operator/],
    ["a known one beside an unknown one", { a: { $eq: 1, $size: 2 } }, /"\$size"/],
    ["a logical operator", { $and: [] }, /no field/],
    ["an object to compare with", { a: { b: 1 } }, /write "a\.b"/],
    ["an array to compare with", { a: [1] }, /text, finite numbers/],
    ["not a number", { a: Number.NaN }, /finite/],
    ["undefined", { a: undefined }, /text, finite/],
    ["an empty condition", { a: {} }, /empty/],
    ["$in without an array", { a: { $in: "x" } }, /needs an array/],
    ["objects in $in", { a: { $in: [{}] } }, /text, finite/],
    ["an order of booleans", { a: { $gt: true } }, /ordered/],
    ["an order of null", { a: { $lte: null } }, /ordered/],
    ["an empty path segment", { "a..b": 1 }, /no field/],
    ["a quote in a path", { 'a"b': 1 }, /no field/],
    ["an array as filter", [{ a: 1 }], /must be an object/],
    ["a text as filter", "a = 1", /must be an object/],
    [
      "too many conditions",
      Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`f${at}`, 1])),
      /at most/,
    ],
  ])("refuses %s", (_what, filter, message) => {
    expect(() => parseFilter(filter)).toThrow(
      expect.objectContaining({ code: "STORE_FILTER_INVALID", message: expect.stringMatching(message) }),
    );
  });
});

describe("matchesFilter", () => {
  it("keeps types apart, and treats missing as null", () => {
    expect(matches({ a: 1 }, { a: "1" })).toBe(false);
    expect(matches({ a: 1 }, { a: true })).toBe(false);
    expect(matches({}, { a: null })).toBe(true);
    expect(matches({}, { a: { $ne: 1 } })).toBe(true);
    expect(matches({}, { a: { $lt: 1 } })).toBe(false);
    expect(matches({ a: "x" }, { a: { $gt: 0 } })).toBe(false);
  });

  it("follows own fields of objects only", () => {
    expect(matches({}, { constructor: null })).toBe(true);
    expect(matches({ a: [5] }, { "a.0": 5 })).toBe(false);
    expect(matches({ a: "text" }, { "a.length": null })).toBe(true);
  });

  it("negates exactly", () => {
    const scalar = fc.oneof(
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom("a", "b"),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constant("a"), scalar), scalar, fc.array(scalar), (value, one, some) => {
        expect(matches(value, { a: { $ne: one } })).toBe(!matches(value, { a: one }));
        expect(matches(value, { a: { $nin: some } })).toBe(!matches(value, { a: { $in: some } }));
      }),
    );
  });
});

describe("compareText", () => {
  it("orders like the bytes of UTF-8", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "\uffff", "\u{10000}", "\u{1f389}") });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(compareText(a, b)).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
    expect(compareText("\u{10000}", "\uffff")).toBe(1);
  });
});
