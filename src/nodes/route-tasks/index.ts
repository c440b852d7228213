import type { RoutingPlan } from "../../state/routing.ts";
import type { Warning } from "../../state/run-event.ts";
import { type GenesisNode, type NodeContext, warn } from "../node.ts";
import { required } from "../requirements.ts";
import type { Services } from "../services.ts";
import { poorRecordsLast } from "../track-record.ts";
import { readLearnt } from "./learnt.ts";
import { routeTasks as route } from "./route.ts";

/** HALO router with DAAO (guide 7.2): which member of the team does which task, at which tier, and why. */
export function routeTasks(services: Pick<Services, "agents" | "flags" | "config">): GenesisNode {
  return async (state, context) => {
    const roster = new Set(state.team_composition);
    const team = services.agents.filter((agent) => roster.has(agent.agent_id));
    const { problem, ...learnt } = await readLearnt(context.store);
    const routing_plan = route({
      tasks: required(state.task_graph, "task graph").tasks,
      team: poorRecordsLast(team, state.agent_records),
      catalogue: services.agents,
      avoid: mergeAvoid(state.evolutions.map((evolution) => evolution.avoid)),
      costAware: await services.flags.isEnabled("performance_optimizations_enabled"),
      rules: services.config.routingRules,
      businessType: state.business_type,
      ...learnt,
    });
    return { routing_plan, warnings: warningsOf(routing_plan, problem, context), status: "VALIDATING" };
  };
}

function warningsOf(plan: RoutingPlan, problem: string | undefined, context: NodeContext): Warning[] {
  const findings: [string, string | undefined][] = [
    ["TASKS_UNASSIGNED", sentence("Nobody on the team can do", plan.unassigned_tasks)],
    ["ROUTED_OUTSIDE_TEAM", sentence("A rule gave to somebody outside the team", plan.metadata.outside_team)],
    ["OUTCOMES_UNAVAILABLE", problem],
  ];
  return findings.flatMap(([code, message]) => (message === undefined ? [] : [warn(context, code, message)]));
}

function sentence(finding: string, names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `${finding}: ${names.join(", ")}.`;
}

function mergeAvoid(rounds: readonly Record<string, string[]>[]): Record<string, string[]> {
  const merged: Record<string, string[]> = {};
  for (const [taskId, agents] of rounds.flatMap((round) => Object.entries(round))) {
    merged[taskId] = [...(merged[taskId] ?? []), ...agents];
  }
  return merged;
}
