import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noRevenueModel, revenueHeuristic } from "../../../src/nodes/project-revenue/heuristic.ts";
import type { RevenueInputs } from "../../../src/state/revenue.ts";

function inputs(differences: Partial<RevenueInputs> = {}): RevenueInputs {
  return {
    succeeded: true,
    features: ["a", "b", "c"],
    technologies: ["w", "x", "y", "z"],
    completionRate: 1,
    teamSize: 4,
    executionTimeSeconds: 14.52,
    ...differences,
  };
}

describe("the revenue heuristic (guide 5.2, design 4.1)", () => {
  it.each([
    ["3 features, 4 technologies, all complete", inputs(), 2_050, 60],
    [
      "50 features, 1 unique technology",
      inputs({ features: Array(50).fill("f"), technologies: ["a", "A ", "a"] }),
      7_435,
      14,
    ],
    ["nothing completed", inputs({ completionRate: 0 }), 1_450, 90],
    ["completion is floored to dollars", inputs({ completionRate: 2 / 3 }), 1_850, 60],
    ["duplicate features count", inputs({ features: ["a", "a"] }), 1_930, 60],
    ["no feature and no technology", inputs({ features: [], technologies: [] }), 1_350, 90],
    [
      "MRR of exactly 5,000",
      inputs({ features: Array(30).fill("f"), technologies: [], completionRate: 50 / 600 + 1e-9 }),
      4_400,
      30,
    ],
  ])("%s", (_what, given, revenue, payback) => {
    const projection = revenueHeuristic.project(given);
    expect(projection.projected_monthly_revenue).toBe(revenue);
    expect(projection.payback_period_days).toBe(payback);
    expect(projection.status).toBe("projected");
  });

  it.each([
    [1, 4, 0.95],
    [0.92, 4, 0.93],
    [0, 3, 0.6],
    [0.5, 10, 0.88],
  ])("confidence at completion %d with %d agents is %d", (completionRate, teamSize, confidence) => {
    expect(revenueHeuristic.project(inputs({ completionRate, teamSize })).confidence).toBeCloseTo(
      confidence,
      10,
    );
  });

  it("carries its assumptions", () => {
    expect(revenueHeuristic.project(inputs()).assumptions).toEqual([
      "3 MVP features at launch",
      "4 core technologies",
      "Team size of 4",
      "Execution time 14.52s",
    ]);
  });

  it("projects nothing for a failed run", () => {
    expect(revenueHeuristic.project(inputs({ succeeded: false, completionRate: 0.5 }))).toEqual({
      projected_monthly_revenue: 0,
      confidence: 0.1,
      payback_period_days: null,
      status: "unavailable",
      assumptions: [expect.any(String), expect.any(String)],
      completion_rate: 0.5,
    });
  });

  it("returns zeros when switched off", () => {
    expect(noRevenueModel.project(inputs())).toMatchObject({
      projected_monthly_revenue: 0,
      confidence: 0,
      status: "disabled",
    });
  });

  it("stays within its bounds", () => {
    const words = fc.array(fc.string({ maxLength: 8 }), { maxLength: 50 });
    fc.assert(
      fc.property(
        words,
        words,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(30),
        (features, technologies, completionRate, teamSize) => {
          const given = inputs({ features, technologies, completionRate, teamSize });
          const {
            projected_monthly_revenue: revenue,
            confidence,
            payback_period_days: payback,
          } = revenueHeuristic.project(given);
          const [least, most] = [750, 750 + 120 * 50 + 85 * 50 + 600];
          expect(Number.isInteger(revenue)).toBe(true);
          expect(revenue).toBeGreaterThanOrEqual(least);
          expect(revenue).toBeLessThanOrEqual(most);
          expect(confidence).toBeGreaterThanOrEqual(0.55);
          expect(confidence).toBeLessThanOrEqual(0.95);
          expect(payback).toBeGreaterThanOrEqual(14);
          expect(payback).toBeLessThanOrEqual(180);
          expect(revenueHeuristic.project(given)).toEqual(revenueHeuristic.project(given));
        },
      ),
    );
  });
});
