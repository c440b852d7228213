import type { GenesisState } from "../../state/genesis-state.ts";
import type { RoutingPlan } from "../../state/routing.ts";
import type { Warning } from "../../state/run-event.ts";
import { isUnavailable } from "../../stores/memory/long-term-memory.ts";
import { readableMemory } from "../memory-health.ts";
import { type GenesisNode, type NodeContext, warn } from "../node.ts";
import { required } from "../requirements.ts";
import type { Services } from "../services.ts";
import { poorRecordsLast } from "../track-record.ts";
import { readLearnt } from "./learnt.ts";
import { routeTasks as route } from "./route.ts";
import { casesLike, type SimilarCases } from "./similar-cases.ts";

type RouteServices = Pick<Services, "agents" | "flags" | "config" | "memory">;

/** HALO router with DAAO (guide 7.2): which member of the team does which task, at which tier, and why. */
export function routeTasks(services: RouteServices): GenesisNode {
  return async (state, context) => {
    const roster = new Set(state.team_composition);
    const team = services.agents.filter((agent) => roster.has(agent.agent_id));
    const costAware = await services.flags.isEnabled("performance_optimizations_enabled");
    const store = readableMemory(state, context, services, "route");
    const [{ problem, ...learnt }, cases] = await Promise.all([
      readLearnt(store),
      store && costAware ? readCases(state, context, services) : NO_CASES,
    ]);
    const routing_plan = route({
      tasks: required(state.task_graph, "task graph").tasks,
      team: poorRecordsLast(team, state.agent_records),
      catalogue: services.agents,
      avoid: mergeAvoid(state.evolutions.map((evolution) => evolution.avoid)),
      costAware,
      rules: services.config.routingRules,
      businessType: state.business_type,
      similarCases: cases.similarCases,
      ...learnt,
    });
    const warnings = warningsOf(routing_plan, [problem, cases.problem], context);
    return { routing_plan, warnings, status: "VALIDATING" };
  };
}

interface FoundCases {
  readonly similarCases: SimilarCases | undefined;
  /** Why there are none, for people; undefined when all is well. */
  readonly problem: string | undefined;
}

const NO_CASES: FoundCases = { similarCases: undefined, problem: undefined };

/** What the case bank knows of tasks like those of the plan; a store that fails costs the cases. */
async function readCases(
  { business_type: businessType, execution_mode: executionMode }: GenesisState,
  { store }: NodeContext,
  { memory }: RouteServices,
): Promise<FoundCases> {
  if (!store) return NO_CASES;
  try {
    const index = await memory.taskCases(store, { businessType, executionMode });
    return { similarCases: casesLike(index, businessType), problem: undefined };
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return {
      similarCases: undefined,
      problem: `Similar cases of earlier runs can't be read: ${error.message}`,
    };
  }
}

function warningsOf(
  plan: RoutingPlan,
  [outcomes, cases]: readonly (string | undefined)[],
  context: NodeContext,
): Warning[] {
  const findings: [string, string | undefined][] = [
    ["TASKS_UNASSIGNED", sentence("Nobody on the team can do", plan.unassigned_tasks)],
    ["ROUTED_OUTSIDE_TEAM", sentence("A rule gave to somebody outside the team", plan.metadata.outside_team)],
    ["OUTCOMES_UNAVAILABLE", outcomes],
    ["CASES_UNAVAILABLE", cases],
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
