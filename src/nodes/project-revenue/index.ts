import type { GenesisState } from "../../state/genesis-state.ts";
import type { RevenueProjection } from "../../state/revenue.ts";
import type { GenesisNode } from "../node.ts";
import { finalRequirements } from "../requirements.ts";
import type { Services } from "../services.ts";
import { completionRate } from "../validate-outcome/outcome.ts";

/** Projects revenue for a launched business; a failed one gets an `unavailable` projection (guide 5). */
export function projectRevenue(services: Pick<Services, "revenue" | "clock">): GenesisNode {
  return async (state) => ({ revenue_projection: projectionOf(state, services) });
}

/** The projection of a run in its present state. */
function projectionOf(
  state: GenesisState,
  { revenue, clock }: Pick<Services, "revenue" | "clock">,
): RevenueProjection {
  const succeeded = state.outcome?.status === "SUCCESS";
  const requirements = succeeded ? finalRequirements(state) : undefined;
  return revenue.project({
    succeeded,
    features: requirements?.mvp_features ?? [],
    technologies: requirements?.tech_stack ?? [],
    completionRate: completionRate(state.task_results),
    teamSize: state.team_composition.length,
    executionTimeSeconds: secondsSince(state.started_at, clock.now()),
  });
}

/** Seconds from an ISO time to `now` (milliseconds since the epoch); 0 when the clock went backwards. */
export function secondsSince(startedAt: string | null, now: number): number {
  return startedAt === null ? 0 : Math.max(0, (now - Date.parse(startedAt)) / 1_000);
}
