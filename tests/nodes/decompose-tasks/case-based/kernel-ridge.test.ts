import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ridgeWeights } from "../../../../src/nodes/decompose-tasks/case-based/kernel-ridge.ts";

describe("ridgeWeights", () => {
  it("solves (K + lambda I) w = k by hand for two samples", () => {
    // (2 + 1) a + 1 b = 4, 1 a + (3 + 1) b = 5  ->  a = 1, b = 1.
    const kernel = [[2], [1, 3]];
    const weights = ridgeWeights((row, column) => kernel[row]?.[column] as number, [4, 5], 1);
    expect([...weights].map((weight) => Number(weight.toFixed(12)))).toEqual([1, 1]);
  });

  it("has nothing to weigh without samples", () => {
    expect([...ridgeWeights(() => 0, [], 1)]).toEqual([]);
  });

  it("satisfies the equations for any vectors", () => {
    const vectors = fc.integer({ min: 1, max: 12 }).chain((length) =>
      fc.record({
        points: fc.array(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 4, maxLength: 4 }), {
          minLength: length,
          maxLength: length,
        }),
        target: fc.array(fc.integer({ min: -5, max: 5 }), { minLength: length, maxLength: length }),
      }),
    );
    fc.assert(
      fc.property(vectors, ({ points, target }) => {
        const dot = (a: number, b: number) =>
          (points[a] as number[]).reduce((sum, x, i) => sum + x * (points[b]?.[i] as number), 0);
        const weights = ridgeWeights(dot, target, 0.5);
        for (const [row, wanted] of target.entries()) {
          const sum = [...weights].reduce((all, weight, column) => all + weight * dot(row, column), 0);
          expect(sum + 0.5 * (weights[row] as number)).toBeCloseTo(wanted, 6);
        }
      }),
    );
  });
});
