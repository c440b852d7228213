import { describe, expect, it } from "vitest";
import { fitLine, fitList, fitMetrics } from "../../../src/nodes/generate-idea/fit.ts";
import {
  commonNoun,
  joinList,
  midSentence,
  sentence,
  withArticle,
} from "../../../src/nodes/generate-idea/wording.ts";

describe("wording", () => {
  it.each([
    ["Usage dashboard", "usage dashboard"],
    ["API gateway", "API gateway"],
    ["SaaS tool", "SaaS tool"],
    ["Stripe checkout", "Stripe checkout"],
    ["E-mail alerts.", "e-mail alerts"],
    ["iOS app", "iOS app"],
  ])("%j in mid-sentence is %j", (phrase, expected) => expect(midSentence(phrase)).toBe(expected));

  it("turns titles into common nouns", () => {
    expect(commonNoun("SaaS Dashboard")).toBe("SaaS dashboard");
    expect(commonNoun("AI Chatbot Service")).toBe("AI chatbot service");
  });

  it.each([
    ["API service", "an API service"],
    ["SaaS tool", "a SaaS tool"],
    ["SEO-focused hub", "an SEO-focused hub"],
    ["D2C storefront", "a D2C storefront"],
    ["analytics page", "an analytics page"],
    ["user portal", "a user portal"],
  ])("%j takes its article by sound", (noun, expected) => expect(withArticle(noun)).toBe(expected));

  it("joins lists and ends sentences", () => {
    expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(joinList)).toEqual([
      "",
      "a",
      "a and b",
      "a, b and c",
    ]);
    expect([sentence("it works"), sentence("It works!"), sentence(" ok. ")]).toEqual([
      "It works.",
      "It works!",
      "Ok.",
    ]);
  });
});

describe("fitting text to limits", () => {
  it("cleans and cuts between words, never through a character", () => {
    expect(fitLine(" a\tb\u0000c ")).toBe("a b c");
    expect(fitLine("alpha beta gamma", 12)).toBe("alpha beta…");
    expect(fitLine("😀".repeat(10), 6)).toBe("😀😀…");
    expect(fitLine("x".repeat(600))).toHaveLength(500);
  });

  it("keeps lists distinct and never empty", () => {
    expect(fitList(["A", "a ", "B", "\u0000"], 9, "z")).toEqual(["A", "B"]);
    expect(fitList(["\u0000"], 9, "z")).toEqual(["z"]);
    expect(fitList(["A", "B", "C"], 2, "z")).toEqual(["A", "B"]);
  });

  it("keeps metrics within names, values and number", () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`kpi ${index}`, "1"]));
    expect(Object.keys(fitMetrics(many))).toHaveLength(30);
    expect(fitMetrics({ ["k".repeat(99)]: "v", empty: " " })).toEqual({ [`${"k".repeat(79)}…`]: "v" });
  });
});
