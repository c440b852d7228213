import type { GenesisState } from "../../state/genesis-state.ts";

/** Estimates in USD for the tasks that somebody did. */
export interface RoutingCosts {
  readonly estimated_cost_usd: number;
  /** With always the strongest agent. */
  readonly baseline_cost_usd: number;
  /** The difference; below 0 when a rule of the house wanted somebody dearer. */
  readonly saved_cost_usd: number;
}

/** What routing cost and saved (guide 7.2, DAAO). Tasks that nobody did cost nothing and saved nothing. */
export function routingCosts({
  routing_plan,
  task_results,
}: Pick<GenesisState, "routing_plan" | "task_results">): RoutingCosts {
  let [estimated, baseline] = [0, 0];
  for (const { task_id, status } of task_results) {
    const route = routing_plan?.metadata.routes[task_id];
    if (!route || (status !== "completed" && status !== "failed")) continue;
    estimated += route.cost_usd;
    baseline += route.baseline_cost_usd;
  }
  const [estimated_cost_usd, baseline_cost_usd] = [cents(estimated), cents(baseline)];
  return {
    estimated_cost_usd,
    baseline_cost_usd,
    saved_cost_usd: cents(baseline_cost_usd - estimated_cost_usd),
  };
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
