import { type BaseStore, MemorySaver } from "@langchain/langgraph";
import { compileGraph } from "../graph/compile.ts";
import type { Services } from "../nodes/services.ts";
import type { BusinessRequest } from "../state/business.ts";
import { GenesisError } from "../state/errors.ts";
import type { GenesisState } from "../state/genesis-state.ts";
import type { Logger } from "../telemetry/logger.ts";

/** What a run would begin with: idea, team, plan and routing. */
export type Draft = Pick<
  GenesisState,
  | "business_type"
  | "seed"
  | "requirements"
  | "roster"
  | "team_composition"
  | "task_graph"
  | "routing_plan"
  | "warnings"
>;

export interface DraftOptions {
  readonly services: Services;
  /** Read for what earlier runs taught; nothing is written to it. */
  readonly store: BaseStore;
  readonly log: Logger;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Goes through the lifecycle up to the routing plan: nothing is judged, executed or remembered, and no run is begun.
 * With a seed, and as long as memory stays as it is, the draft is the same each time. Throws what a run would report:
 * UNKNOWN_BUSINESS_TYPE, PLAN_TOO_LARGE and their like.
 */
export async function draftRun(
  request: BusinessRequest,
  { services, store, log, signal }: DraftOptions,
): Promise<Draft> {
  const graph = compileGraph(services, log, { checkpointer: new MemorySaver(), store });
  const thread = { configurable: { thread_id: "draft" } };
  await graph.invoke(request as never, { ...thread, interruptBefore: ["validate-safety"], signal });
  const state: GenesisState = (await graph.getState(thread)).values;
  const { outcome, business_type, seed, requirements, roster, team_composition, task_graph } = state;
  if (outcome?.error) throw asError(outcome.error);
  const { routing_plan, warnings } = state;
  return { business_type, seed, requirements, roster, team_composition, task_graph, routing_plan, warnings };
}

function asError({ code, message, ...options }: NonNullable<GenesisState["outcome"]>["error"] & object) {
  return new GenesisError(code, message, options);
}
