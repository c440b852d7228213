import { type GenesisNode, warn } from "../node.ts";
import { required } from "../requirements.ts";
import type { Services } from "../services.ts";
import { poorRecordsLast } from "../track-record.ts";
import { routeTasks as route } from "./route.ts";

/** HALO router with DAAO (guide 7.2): which member of the team does which task, and why. */
export function routeTasks(services: Pick<Services, "agents" | "flags">): GenesisNode {
  return async (state, context) => {
    const roster = new Set(state.team_composition);
    const team = services.agents.filter((agent) => roster.has(agent.agent_id));
    const routing_plan = route({
      tasks: required(state.task_graph, "task graph").tasks,
      team: poorRecordsLast(team, state.agent_records),
      avoid: mergeAvoid(state.evolutions.map((evolution) => evolution.avoid)),
      costAware: await services.flags.isEnabled("performance_optimizations_enabled"),
    });
    const unassigned = routing_plan.unassigned_tasks.join(", ");
    return {
      routing_plan,
      warnings: unassigned
        ? [warn(context, "TASKS_UNASSIGNED", `Nobody on the team can do: ${unassigned}.`)]
        : [],
      status: "VALIDATING",
    };
  };
}

function mergeAvoid(rounds: readonly Record<string, string[]>[]): Record<string, string[]> {
  const merged: Record<string, string[]> = {};
  for (const [taskId, agents] of rounds.flatMap((round) => Object.entries(round))) {
    merged[taskId] = [...(merged[taskId] ?? []), ...agents];
  }
  return merged;
}
