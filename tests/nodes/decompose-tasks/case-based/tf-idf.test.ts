import { describe, expect, it } from "vitest";
import { requestTerms } from "../../../../src/nodes/decompose-tasks/case-based/request-terms.ts";
import { TfIdfIndex } from "../../../../src/nodes/decompose-tasks/case-based/tf-idf.ts";

function cosines(index: TfIdfIndex, documents: number, terms: string[]): number[] {
  const sums = new Float64Array(documents);
  index.addCosines(index.vector(terms), 1, sums);
  return [...sums];
}

describe("TfIdfIndex", () => {
  const documents = [["a", "b"], ["a", "a", "c"], ["d"]];
  const index = new TfIdfIndex(documents);

  it("finds a document itself with cosine 1, and a stranger with 0", () => {
    for (const [position, terms] of documents.entries()) {
      expect(cosines(index, 3, terms)[position]).toBeCloseTo(1, 12);
    }
    expect(cosines(index, 3, ["d"]).slice(0, 2)).toEqual([0, 0]);
    expect(cosines(index, 3, ["unheard"])).toEqual([0, 0, 0]);
  });

  it("weighs a rare term above a common one", () => {
    const [first = 0, second = 0] = cosines(index, 3, ["a", "b"]);
    expect(first).toBeGreaterThan(second);
    const rare = new TfIdfIndex([
      ["a", "b"],
      ["a", "c"],
      ["a", "d"],
    ]);
    const [withB = 0, withC = 0] = cosines(rare, 3, ["b", "a"]);
    expect(withB).toBeGreaterThan(2 * withC);
  });

  it("leaves out terms of too few documents", () => {
    const pruned = new TfIdfIndex(
      [
        ["a", "x"],
        ["a", "y"],
      ],
      2,
    );
    expect(pruned.vector(["x"]).terms).toHaveLength(0);
    expect(pruned.vector(["a"]).terms).toHaveLength(1);
  });
});

describe("requestTerms", () => {
  it("brings forms of a word together, and numbers of one length", () => {
    const of = (text: string) => requestTerms(text).words.slice(0, 1);
    expect(of("Booked")).toEqual(of("booking"));
    expect(of("books")).toEqual(of("book"));
    expect(of("cities")).toEqual(of("city"));
    expect(of("2023")).toEqual(of("1999"));
    expect(of("Café")).toEqual(of("cafe"));
    expect(of("bed")).not.toEqual(of("b"));
  });

  it("has neighbours, and every order of two telling words once", () => {
    expect(requestTerms("set the alarm at 7").words).toEqual([
      "set",
      "the",
      "alarm",
      "at",
      "#1",
      "set the",
      "the alarm",
      "alarm at",
      "at #1",
    ]);
    expect(requestTerms("set the alarm at 7, set").order).toEqual(["set>the", "set>alarm", "the>alarm"]);
    expect(requestTerms("!?")).toEqual({ words: [], order: [] });
  });

  it("stays bounded for any length", () => {
    const words = Array.from(
      { length: 30_000 },
      (_, number) => `w${"abcdefghij"[number % 10]}${"klmnopqrst"[Math.floor(number / 10) % 10]}x`,
    );
    const { words: terms, order } = requestTerms(words.join(" "));
    expect(terms.length).toBeLessThan(800);
    expect(order.length).toBeLessThanOrEqual((80 * 79) / 2);
  });
});
