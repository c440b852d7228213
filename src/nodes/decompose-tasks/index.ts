import type { GenesisNode } from "../node.ts";
import { finalRequirements } from "../requirements.ts";
import type { Services } from "../services.ts";
import { withPitfalls } from "./pitfalls.ts";
import { planFromBlueprint } from "./plan.ts";

/**
 * HTDAG planner (guide 7.1): requirements and blueprint become a dependency-aware task graph, with what failed in
 * similar runs marked in it.
 */
export function decomposeTasks(services: Pick<Services, "archetypes">): GenesisNode {
  return async (state, { emit }) => {
    const plan = planFromBlueprint({
      blueprint: services.archetypes.blueprint(state.business_type),
      requirements: finalRequirements(state),
      droppedTasks: state.evolutions.flatMap((evolution) => evolution.dropped_tasks),
      revision: state.evolutions.length,
    });
    const task_graph = withPitfalls(plan, state.similar_businesses);
    emit({ type: "plan.ready", task_count: task_graph.tasks.length });
    return { task_graph, task_count: task_graph.tasks.length, status: "ROUTING" };
  };
}
