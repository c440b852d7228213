import { describe, expect, it } from "vitest";
import { termOf } from "../../../src/stores/retrieval/analyse.ts";
import { relatedTerms } from "../../../src/stores/retrieval/related-words.ts";
import { CLASSES, SYNONYMS } from "../../../src/stores/retrieval/thesaurus.ts";

const term = (word: string) => termOf(word, true);
const related = relatedTerms(true);
const finds = (from: string, to: string) => related.get(term(from))?.has(term(to)) ?? false;

describe("relatedTerms", () => {
  it("joins synonyms both ways, in any inflection", () => {
    expect(finds("purchased", "bought")).toBe(true);
    expect(finds("bought", "purchasing")).toBe(true);
  });

  it("finds the members of a class, not the class of a member", () => {
    expect(finds("pets", "dogs")).toBe(true);
    expect(finds("dogs", "pets")).toBe(false);
  });

  it("relates no term to itself", () => {
    for (const [from, to] of related) expect(to).not.toContain(from);
  });

  it("has the words as they are without stemming", () => {
    expect(relatedTerms(false).get("buy")).toContain("purchase");
    expect(relatedTerms(false).get("purchas")).toBeUndefined();
  });

  it("keeps unrelated words apart", () => {
    expect(finds("dog", "guitar")).toBe(false);
    expect(related.get("unheard")).toBeUndefined();
  });
});

describe("thesaurus", () => {
  it.each([SYNONYMS, CLASSES])("is written as `head: members`, each head once", (text) => {
    const entries = text.split(";").map((entry) => entry.trim());
    for (const entry of entries) expect(entry).toMatch(/^[a-z]+: [a-z]+(?:\s+[a-z]+)*$/);
    const heads = entries.map((entry) => entry.split(":")[0]);
    expect(heads).toHaveLength(new Set(heads).size);
  });
});
