import type { GenesisState } from "../../state/genesis-state.ts";
import type { TaskGraph } from "../../state/task.ts";
import type { GenesisNode } from "../node.ts";
import { finalRequirements } from "../requirements.ts";
import type { Services } from "../services.ts";
import { planFromBlueprint } from "./plan.ts";
import { replanAfter } from "./replan.ts";

/**
 * HTDAG planner (guide 7.1): requirements and blueprint become a hierarchical, dependency-aware task graph. In a
 * further round only what failed is planned again.
 */
export function decomposeTasks(services: Pick<Services, "archetypes">): GenesisNode {
  return async (state, { emit }) => {
    const task_graph =
      nextRound(state) ??
      planFromBlueprint({
        blueprint: services.archetypes.blueprint(state.business_type),
        requirements: finalRequirements(state),
      });
    emit({ type: "plan.ready", task_count: task_graph.tasks.length });
    return { task_graph, task_count: task_graph.tasks.length, status: "ROUTING" };
  };
}

/** The plan of the round before, changed where it failed; undefined in the first round. */
function nextRound({ task_graph, evolutions }: GenesisState): TaskGraph | undefined {
  if (!task_graph || evolutions.length === 0) return undefined;
  return evolutions.filter(({ round }) => round > task_graph.revision).reduce(replanAfter, task_graph);
}
