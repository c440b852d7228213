import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packRecord, unpackValue } from "../../src/stores/compression.ts";
import { matchesFilter, parseFilter } from "../../src/stores/filter.ts";
import { filterArbitrary, valueArbitrary } from "./arbitraries.ts";

const ALWAYS = { minBytes: 0, minSaving: Number.NEGATIVE_INFINITY };

function record(value: object) {
  const json = JSON.stringify(value);
  return { json, value: JSON.parse(json) as Record<string, unknown> };
}

/** Any object JSON can hold, with text of every kind of code unit. */
const anyObject = fc.dictionary(
  fc.string({ unit: "binary" }),
  fc.jsonValue({ noUnicodeString: false, maxDepth: 4 }),
);
const longText = fc.string({
  unit: fc.constantFrom("a", "b", "é", "\ud800", "\udc00", "\u{1f389}", "\0"),
  minLength: 250,
  maxLength: 520,
});

describe("packRecord and unpackValue", () => {
  it("give back any record to the byte", () => {
    fc.assert(
      fc.property(fc.oneof(anyObject, fc.record({ text: longText })), (value) => {
        const original = record(value);
        const packed = packRecord(original, ALWAYS);
        expect(packed.value).toHaveProperty(["$compressed", "codec"], "br");
        expect(JSON.parse(packed.json)).toEqual(packed.value);
        expect(JSON.stringify(unpackValue(JSON.parse(packed.json)))).toBe(original.json);
      }),
      { numRuns: 300 },
    );
  });

  it("keep what every filter with short operands looks at", () => {
    fc.assert(
      fc.property(valueArbitrary, filterArbitrary, (value, filter) => {
        const conditions = parseFilter(filter);
        const packed = packRecord(record(value), ALWAYS);
        expect(matchesFilter(packed.value, conditions)).toBe(matchesFilter(record(value).value, conditions));
      }),
      { numRuns: 500 },
    );
  });

  it("order a cut text against shorter operands as the whole text", () => {
    const operator = fc.constantFrom("$eq", "$ne", "$gt", "$gte", "$lt", "$lte");
    fc.assert(
      fc.property(longText, fc.nat({ max: 255 }), operator, (text, length, op) => {
        const operand = text.slice(0, length).replace(/[\0\p{Surrogate}]/gu, "c");
        const conditions = parseFilter({ text: { [op]: operand } });
        const packed = packRecord(record({ text }), ALWAYS);
        expect(matchesFilter(packed.value, conditions)).toBe(matchesFilter({ text }, conditions));
      }),
      { numRuns: 500 },
    );
  });

  it("leave alone what is small, what does not shrink, and everything while compression is off", () => {
    const large = record({ text: "many words again and again, ".repeat(400) });
    expect(packRecord(large, undefined)).toBe(large);
    expect(packRecord(record({ a: 1 }), { minBytes: 4_096 }).value).toEqual({ a: 1 });
    const packed = packRecord(large, { minBytes: 4_096 });
    expect(packed.json.length).toBeLessThan(large.json.length / 5);
    const noise = record(
      Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`k${Math.imul(at, 0x9e3779b9)}`, at])),
    );
    expect(packRecord(noise, { minBytes: 100 })).toBe(noise);
  });

  it("do not take a user's own field for an envelope", () => {
    const value = { $compressed: { v: 1, codec: "br", bytes: 2, sha256: "", data: "" }, a: 1 };
    const packed = packRecord(record(value), undefined);
    expect(packed.value.a).toBe(1);
    expect(unpackValue(packed.value)).toEqual(value);
  });

  const packed = packRecord(record({ text: "again ".repeat(1_000) }), ALWAYS).value;
  const envelope = packed.$compressed as Record<string, unknown>;
  const data = Buffer.from(envelope.data as string, "base64");
  it.each([
    ["another version", { ...envelope, v: 2 }, "STORE_RECORD_NEWER"],
    ["an unknown codec", { ...envelope, codec: "zstd" }, "STORE_RECORD_NEWER"],
    ["no envelope", "text", "STORE_RECORD_CORRUPT"],
    ["a missing field", { v: 1, codec: "br" }, "STORE_RECORD_CORRUPT"],
    ["cut data", { ...envelope, data: data.subarray(0, 8).toString("base64") }, "STORE_RECORD_CORRUPT"],
    ["no base64", { ...envelope, data: "***" }, "STORE_RECORD_CORRUPT"],
    ["another length", { ...envelope, bytes: 10 }, "STORE_RECORD_CORRUPT"],
    ["another text", { ...envelope, sha256: "0" }, "STORE_RECORD_CORRUPT"],
  ])("refuse %s with a code", (_what, broken, code) => {
    expect(() => unpackValue({ ...packed, $compressed: broken })).toThrowError(
      expect.objectContaining({ code }),
    );
  });
});
