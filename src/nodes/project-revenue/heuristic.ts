import type { RevenueInputs, RevenueModel, RevenueProjection } from "../../state/revenue.ts";

/** USD a month before anything is counted. */
const BASELINE = 750;
const PER_FEATURE = 120;
const PER_TECHNOLOGY = 85;
const FULL_COMPLETION = 600;
/** The notional investment to be paid back, USD. */
const INVESTMENT = 5_000;
const MINIMUM_PAYBACK_DAYS = 14;

/** The deterministic heuristic of guide 5.2; design 4.1 decides where the guide contradicts itself. */
export const revenueHeuristic: RevenueModel = {
  project(inputs) {
    return inputs.succeeded ? projected(inputs) : unavailableProjection(inputs.completionRate);
  },
};

/** What `ENABLE_REVENUE_SIMULATION=false` selects: zeros, labelled as such. */
export const noRevenueModel: RevenueModel = {
  project: ({ completionRate }) => ({
    projected_monthly_revenue: 0,
    confidence: 0,
    payback_period_days: null,
    status: "disabled",
    assumptions: ["Revenue projections are switched off (ENABLE_REVENUE_SIMULATION=false)"],
    completion_rate: twoDecimals(completionRate),
  }),
};

function projected(inputs: RevenueInputs): RevenueProjection {
  const { features, completionRate, teamSize, executionTimeSeconds } = inputs;
  const technologies = new Set(inputs.technologies.map((name) => name.trim().toLowerCase())).size;
  const revenue =
    BASELINE +
    PER_FEATURE * features.length +
    PER_TECHNOLOGY * technologies +
    Math.floor(FULL_COMPLETION * completionRate);
  return {
    projected_monthly_revenue: revenue,
    confidence: twoDecimals(Math.min(0.95, 0.55 + 0.35 * completionRate + 0.015 * teamSize)),
    payback_period_days: Math.max(MINIMUM_PAYBACK_DAYS, Math.floor(INVESTMENT / revenue) * 30),
    status: "projected",
    assumptions: [
      `${features.length} MVP features at launch`,
      `${technologies} core technologies`,
      `Team size of ${teamSize}`,
      `Execution time ${executionTimeSeconds.toFixed(2)}s`,
    ],
    completion_rate: twoDecimals(completionRate),
  };
}

/** The projection of a run that launched nothing (design 4.1). */
export function unavailableProjection(completionRate: number): RevenueProjection {
  return {
    projected_monthly_revenue: 0,
    confidence: 0.1,
    payback_period_days: null,
    status: "unavailable",
    assumptions: ["The run did not launch a product", "No revenue is expected before a successful launch"],
    completion_rate: twoDecimals(completionRate),
  };
}

function twoDecimals(value: number): number {
  return Number(value.toFixed(2));
}
