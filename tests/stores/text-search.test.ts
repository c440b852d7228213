import { describe, expect, it } from "vitest";
import { itemTerms, MAX_QUERY_TERMS, queryTerms, tokenize } from "../../src/stores/text-search.ts";

describe("tokenize", () => {
  it.each([
    ["Stripe's check-out, v2!", ["stripe", "s", "check", "out", "v2"]],
    ["saas_tool", ["saas", "tool"]],
    ["CAFÉ Zürich ﬁne", ["cafe", "zurich", "fine"]],
    ["日本 123", ["日本", "123"]],
    ["--- !", []],
  ])("splits %j", (text, terms) => {
    expect(tokenize(text)).toEqual(terms);
  });
});

describe("queryTerms", () => {
  it("names each term once and stops at the limit", () => {
    expect(queryTerms("a b A")).toEqual(["a", "b"]);
    expect(queryTerms(Array.from({ length: 200 }, (_, at) => `t${at}`).join(" "))).toHaveLength(
      MAX_QUERY_TERMS,
    );
  });
});

describe("itemTerms", () => {
  const value = { title: "One", nested: { list: [{ text: "two" }, { text: "three" }], n: 4 }, none: null };

  it.each([
    [undefined, ["one", "two", "three"]],
    [false, []],
    [["$"], ["one", "two", "three"]],
    [
      ["title", "nested.list[-1].text"],
      ["one", "three"],
    ],
    [["nested.list[*].text"], ["two", "three"]],
    [["nested.list[0]"], ["two"]],
    [["nested.list.text", "title.x", "none.x", "missing", "title[0]"], []],
  ] as const)("with index %j", (index, terms) => {
    expect(itemTerms(value, index)).toEqual(terms);
  });
});
