import { describe, expect, it } from "vitest";
import { buildFieldIndex } from "../../../src/stores/retrieval/field-index.ts";

const WEIGHTS = { questionWeight: 0.5, askedWeight: 0.75 };

const texts = [
  { stated: ["lake", "lake"], asked: ["climb"] },
  { stated: ["yes"], asked: [] },
  { stated: ["lake", "boat"], asked: [] },
];

function frequency(index: ReturnType<typeof buildFieldIndex>, term: string, at: number): number | undefined {
  const posting = index.postings.get(term);
  const place = posting?.documents.indexOf(at) ?? -1;
  return place === -1 ? undefined : posting?.frequencies[place];
}

describe("buildFieldIndex", () => {
  it("counts statements fully and questions less", () => {
    const index = buildFieldIndex(texts, [], WEIGHTS);
    expect(frequency(index, "lake", 0)).toBe(2);
    expect(frequency(index, "climb", 0)).toBe(0.5);
    expect(index.lengths).toEqual([3, 1, 2]);
    expect(index.meanLength).toBe(2);
  });

  it("lends the question to what follows it in the group, and more to a short text", () => {
    const index = buildFieldIndex(texts, [[0, 1, 2]], WEIGHTS);
    expect(frequency(index, "climb", 1)).toBeCloseTo((0.75 * 4) / 3, 12);
    expect(frequency(index, "climb", 2)).toBeUndefined();
    const long = buildFieldIndex(
      [texts[0], { stated: Array(20).fill("x"), asked: [] }].flatMap((text) => text ?? []),
      [[0, 1]],
      WEIGHTS,
    );
    expect(frequency(long, "climb", 1)).toBeLessThan(0.75);
  });

  it("lends nothing without a group or without a weight", () => {
    expect(frequency(buildFieldIndex(texts, [[0], [1, 2]], WEIGHTS), "climb", 1)).toBeUndefined();
    const off = buildFieldIndex(texts, [[0, 1, 2]], { ...WEIGHTS, askedWeight: 0 });
    expect(frequency(off, "climb", 1)).toBeUndefined();
  });

  it("counts in `own` only documents that have the term themselves", () => {
    const index = buildFieldIndex(texts, [[0, 1, 2]], WEIGHTS);
    expect(index.postings.get("climb")).toMatchObject({ own: 1, documents: [0, 1] });
    expect(index.postings.get("lake")?.own).toBe(2);
  });

  it("builds over nothing and over empty texts", () => {
    expect(buildFieldIndex([], [], WEIGHTS).postings.size).toBe(0);
    expect(buildFieldIndex([{ stated: [], asked: [] }], [[0]], WEIGHTS).meanLength).toBe(0);
  });
});
