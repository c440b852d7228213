import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSpreader, documentGroups } from "../../../src/stores/retrieval/groups.ts";

describe("documentGroups", () => {
  it("collects positions by group, in order, without those that have none", () => {
    const groups = ["x", "y", undefined, "x", ""].map((group, at) => ({
      id: String(at),
      text: "",
      ...(group !== undefined && { group }),
    }));
    expect(documentGroups(groups)).toEqual([[0, 3], [1], [4]]);
  });
});

describe("createSpreader", () => {
  it("gives neighbours up to three steps away a halving share", () => {
    const spread = createSpreader([[0, 1, 2, 3, 4, 5, 6, 7, 8]], 0.2);
    const scores = spread(new Map([[4, 10]]));
    expect(scores.get(4)).toBe(10);
    for (const [step, share] of [2, 1, 0.5].entries()) {
      expect(scores.get(4 - step - 1)).toBeCloseTo(share, 12);
      expect(scores.get(4 + step + 1)).toBeCloseTo(share, 12);
    }
    expect(scores.size).toBe(7);
  });

  it("follows the order of the group, not of positions, and never leaves it", () => {
    const spread = createSpreader([[7, 2], [3]], 0.5);
    expect(
      [
        ...spread(
          new Map([
            [7, 4],
            [3, 1],
          ]),
        ),
      ].sort(([a], [b]) => a - b),
    ).toEqual([
      [2, 2],
      [3, 1],
      [7, 4],
    ]);
  });

  it("leaves scores and what it was given alone without a weight or group", () => {
    const scores = new Map([[1, 2]]);
    expect(createSpreader([[0, 1]], 0)(scores)).toEqual(scores);
    expect(createSpreader([], 0.5)(scores)).toEqual(scores);
    createSpreader([[0, 1]], 0.5)(scores);
    expect([...scores]).toEqual([[1, 2]]);
  });

  it("lowers no score", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.nat(9).map(String), fc.double({ min: 0, max: 100, noNaN: true })),
        (given) => {
          const scores = new Map(Object.entries(given).map(([at, score]) => [Number(at), score]));
          const spread = createSpreader(
            [
              [0, 1, 2, 3, 4],
              [5, 6, 7, 8, 9],
            ],
            0.3,
          )(scores);
          for (const [at, score] of scores) expect(spread.get(at)).toBeGreaterThanOrEqual(score);
        },
      ),
    );
  });
});
