import { describe, expect, it } from "vitest";
import { createAnalyser, termOf } from "../../../src/stores/retrieval/analyse.ts";

const english = createAnalyser({ stemming: true, stopWords: true });
const plain = createAnalyser({ stemming: false, stopWords: false });
const noNames: ReadonlySet<string> = new Set();

describe("termOf", () => {
  it.each([
    ["bought", "buying"],
    ["went", "goes"],
    ["children", "child"],
    ["adopted", "adoption"],
    ["three", "3"],
    ["died", "die"],
    ["favourite", "favorites"],
    ["paintings", "painted"],
  ])("joins %s and %s", (one, other) => {
    expect(termOf(one, true)).toBe(termOf(other, true));
  });

  it("keeps different words apart", () => {
    expect(termOf("paint", true)).not.toBe(termOf("pain", true));
  });

  it("leaves words alone without stemming", () => {
    expect(termOf("bought", false)).toBe("bought");
  });
});

describe("text", () => {
  it("keeps what is stated apart from what is asked", () => {
    expect(english.text("I painted a lake. Do you climb? It rained!")).toEqual({
      stated: ["paint", "lake", "rain"],
      asked: ["climb"],
    });
  });

  it.each(['She said "Where is Rome?" ', "Rome?!?", "(Rome?)", "Rome？"])("takes %j as asked", (text) => {
    expect(english.text(text).asked).toContain("rome");
    expect(english.text(text).stated).toEqual([]);
  });

  it("ends a sentence at a new line", () => {
    expect(english.text("Rome?\nParis")).toEqual({ stated: ["pari"], asked: ["rome"] });
  });

  it("leaves out function words and the halves of contractions", () => {
    expect(english.text("I don't think we've been there, it's only that...").stated).toEqual(["think"]);
  });

  it("keeps every word without stop words", () => {
    expect(plain.text("It is that").stated).toEqual(["it", "is", "that"]);
  });

  it("folds accents and splits scripts without spaces into pairs", () => {
    expect(english.text("Café 東京都").stated).toEqual(["cafe", "東京", "京都"]);
    expect(english.text("猫。犬が好き").stated).toEqual(["猫", "犬か", "か好", "好き"]);
  });

  it("finds nothing in nothing", () => {
    expect(english.text(" ... ?!")).toEqual({ stated: [], asked: [] });
  });
});

describe("query", () => {
  it("names each term once, without names and framing words", () => {
    expect(english.query("What kind of art does Ana make, and what art?", new Set(["ana"]))).toEqual([
      "art",
      "make",
    ]);
  });

  it("keeps framing words when there is nothing else", () => {
    expect(english.query("What kind?", noNames)).toEqual(["kind"]);
  });

  it("keeps framing words without stop words", () => {
    expect(plain.query("what kind of art", noNames)).toEqual(["what", "kind", "of", "art"]);
  });

  it("is empty for a query of function words", () => {
    expect(english.query("who is it?", noNames)).toEqual([]);
  });
});
