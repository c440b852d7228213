import { describe, expect, it } from "vitest";
import type { SparseVector } from "../../../../src/nodes/route-tasks/difficulty/features.ts";
import { product, ridge } from "../../../../src/nodes/route-tasks/difficulty/ridge.ts";
import { createRandom } from "../../../../src/state/random.ts";

const row = (...entries: [number, number][]): SparseVector => ({
  slots: Int32Array.from(entries, ([slot]) => slot),
  values: Float64Array.from(entries, ([, value]) => value),
});

describe("ridge", () => {
  it("solves one row in closed form: x y / (penalty + |x|^2)", () => {
    const weights = ridge({
      rows: [row([0, 3], [2, 4])],
      targets: Float64Array.of(2),
      dimensions: 3,
      penalty: 5,
    });
    expect([...weights].map((weight) => Number(weight.toFixed(6)))).toEqual([0.2, 0, 0.266667]);
  });

  it("meets the normal equations: X'(y - X w) = penalty w", () => {
    const random = createRandom(3);
    const rows = Array.from({ length: 30 }, () =>
      row(...Array.from({ length: 8 }, (): [number, number] => [random.int(20), random.next() - 0.5])),
    );
    const targets = Float64Array.from(rows, () => random.next());
    const weights = ridge({ rows, targets, dimensions: 20, penalty: 0.5 });
    const pull = new Float64Array(20);
    for (const [index, { slots, values }] of rows.entries()) {
      const error = (targets[index] ?? 0) - product(rows[index] as SparseVector, weights);
      for (const [at, slot] of slots.entries()) pull[slot] = (pull[slot] ?? 0) + error * (values[at] ?? 0);
    }
    for (const [slot, weight] of weights.entries()) expect(pull[slot]).toBeCloseTo(0.5 * weight, 3);
  });

  it("gives zero weights to no rows and to targets of zero", () => {
    expect([...ridge({ rows: [], targets: new Float64Array(0), dimensions: 2, penalty: 1 })]).toEqual([0, 0]);
    const nothing = ridge({ rows: [row([0, 1])], targets: Float64Array.of(0), dimensions: 1, penalty: 1 });
    expect([...nothing]).toEqual([0]);
  });
});
