import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scaleOf } from "../../../src/templates/kit/charts.tsx";

const points = (values: readonly number[]) => values.map((value) => ({ label: "x", value }));

describe("the scale of charts", () => {
  it("has round figures", () => {
    expect(scaleOf(points([3, 118])).ticks).toEqual([0, 50, 100, 150]);
    expect(scaleOf(points([-20, 40])).ticks).toEqual([-20, 0, 20, 40]);
    expect(scaleOf(points([0.04])).ticks).toEqual([0, 0.02, 0.04]);
    expect(scaleOf([]).ticks[0]).toBe(0);
  });

  it("has room for every value, upwards for more, and nothing among its figures", () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((one) => Math.round(one * 100) / 100);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const { ticks, y } = scaleOf(points(values));
        expect(ticks.some((tick) => tick === 0)).toBe(true);
        expect(ticks.length).toBeLessThanOrEqual(6);
        for (const one of values) {
          expect(y(one)).toBeGreaterThanOrEqual(24);
          expect(y(one)).toBeLessThanOrEqual(204);
        }
        expect(y(Math.max(...values))).toBeLessThanOrEqual(y(Math.min(...values)));
      }),
    );
  });
});
