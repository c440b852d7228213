import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { personOf } from "../../src/operations/person.ts";

const erased = (person: string, text: string) => personOf(person).erase(text);

describe("a person", () => {
  it.each<[string, string, string]>([
    ["ada@example.com", "Write to ADA@Example.com.", "Write to [erased]."],
    ["ada@example.com", "ada@example.com", "erased"],
    ["Ada Lovelace", "For Ada\n Lovelace, and ada lovelace again", "For [erased], and [erased] again"],
    ["Ada Lovelace", "https://ada-lovelace.example.com/x", "https://erased.example.com/x"],
    ["José", "An Jose\u0301 und JOSÉ", "An [erased] und [erased]"],
    ["王小明", "客户 王小明 的订单", "客户 [erased] 的订单"],
    ["+49 170 1234567", "Call +49 170 1234567 now", "Call [erased] now"],
    ["A.B (C)*", "see A.B (C)* there", "see [erased] there"],
  ])("%s is found in %j", (person, text, clean) => {
    expect(erased(person, text)).toBe(clean);
    expect(personOf(person).count(text)).toBeGreaterThan(0);
  });

  it.each<[string, string]>([
    ["ada@example.com", "nada@example.com is somebody else"],
    ["ada@example.com", "ada@example.com.au is somebody else"],
    ["ada@example.com", "ada@example.community is somebody else"],
    ["Ada", "Adaptive layouts and Nevada"],
    ["Ada", "mail bob.ada@example.com or ada.smith@example.com"],
    ["A.B (C)*", "see AxB (C) there"],
  ])("%s is not found in %j", (person, text) => {
    expect(erased(person, text)).toBe(text);
    expect(personOf(person).count(text)).toBe(0);
  });

  it("is taken out of values of any depth, keys included, and what has none is the same object", () => {
    const value = { list: [{ "Ada Lovelace": "by Ada Lovelace" }, 1, null], other: true };
    const person = personOf("ada lovelace");
    expect(person.count(value)).toBe(2);
    expect(person.erase(value)).toEqual({ list: [{ "[erased]": "by [erased]" }, 1, null], other: true });
    const without = { a: ["b"] };
    expect(person.erase(without)).toBe(without);
  });

  it.each(["", "  ", "a", "ad", "@.", "...", "!!!", "x".repeat(201)])("%j names nobody", (text) => {
    expect(() => personOf(text)).toThrow(expect.objectContaining({ code: "ERASURE_TARGET_INVALID" }));
  });

  it("is gone after erasing, whatever stands around, and erasing again changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (before, after) => {
        const person = personOf("Zoë Quill");
        const text = `${before} Zoë Quill ${after}`;
        const clean = person.erase(text);
        expect(person.count(clean)).toBe(0);
        expect(person.erase(clean)).toBe(clean);
      }),
    );
  });
});
