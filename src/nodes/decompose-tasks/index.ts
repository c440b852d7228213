import { metered } from "../../llm/metered.ts";
import type { AgentProfile } from "../../state/agent.ts";
import { isBudgetStop } from "../../state/budget.ts";
import { GenesisError } from "../../state/errors.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { TaskGraph } from "../../state/task.ts";
import { mergeBlueprint } from "../../templates/blueprint.ts";
import { type GenesisNode, type NodeContext, warn } from "../node.ts";
import { finalRequirements } from "../requirements.ts";
import { runBlueprint } from "../run-blueprint.ts";
import type { Services } from "../services.ts";
import { stepsFromCases } from "./case-steps.ts";
import { planByModel } from "./model-plan.ts";
import { withPitfalls } from "./pitfalls.ts";
import { type PlanInputs, planFromBlueprint } from "./plan.ts";
import { replanAfter } from "./replan.ts";

type PlanServices = Pick<Services, "archetypes" | "agents" | "llm" | "flags" | "planningCases" | "payments">;

/**
 * HTDAG planner (guide 7.1): requirements become a hierarchical, dependency-aware task graph, by the model when there
 * is one, else by the archetype's blueprint, or by similar cases where that has no steps of its own. In a further
 * round only what failed is planned again.
 */
export function decomposeTasks(services: PlanServices): GenesisNode {
  return async (state, context) => {
    const next = nextRound(state);
    const { task_graph, warnings = [] } = next
      ? { task_graph: next }
      : await firstPlan(services, state, context);
    context.emit({ type: "plan.ready", task_count: task_graph.tasks.length });
    return { task_graph, task_count: task_graph.tasks.length, warnings, status: "ROUTING" };
  };
}

/** The plan of the round before, changed where it failed; undefined in the first round. */
function nextRound({ task_graph, evolutions }: GenesisState): TaskGraph | undefined {
  if (!task_graph || evolutions.length === 0) return undefined;
  return evolutions.filter(({ round }) => round > task_graph.revision).reduce(replanAfter, task_graph);
}

async function firstPlan(services: PlanServices, state: GenesisState, context: NodeContext) {
  const team = services.agents.filter((agent) => state.team_composition.includes(agent.agent_id));
  const inputs = planInputs(services, state, team);
  const { llm, flags } = services;
  if (!llm || !(await flags.isEnabled("llm_integration_enabled"))) {
    return { task_graph: planLocally(inputs, state) };
  }
  try {
    const facts = { ...inputs, team, similar: state.similar_businesses, bestPractices: state.best_practices };
    return { task_graph: await planByModel(metered(llm, context.budget.meter()), facts, context.signal) };
  } catch (error) {
    if (context.signal.aborted || isBudgetStop(error) || !GenesisError.isInstance(error)) throw error;
    const message = `The plan was made locally, because the model failed (${error.code}): ${error.message}`;
    return { task_graph: planLocally(inputs, state), warnings: [warn(context, "PLAN_FALLBACK", message)] };
  }
}

/** With what failed in similar runs marked in it; the model is told of that itself. */
function planLocally(inputs: PlanInputs, state: GenesisState): TaskGraph {
  return withPitfalls(planFromBlueprint(inputs), state.similar_businesses);
}

function planInputs(
  { archetypes, planningCases, payments }: PlanServices,
  state: GenesisState,
  team: readonly AgentProfile[],
): PlanInputs {
  const { business_type } = state;
  const requirements = finalRequirements(state);
  const blueprint = runBlueprint({ archetypes, payments }, state);
  const hasOwnSteps = (archetypes.get(business_type)?.blueprint.length ?? 0) > 0;
  if (hasOwnSteps) return { blueprint, requirements };
  const intent = [
    business_type.replaceAll("_", " "),
    requirements.description,
    ...requirements.mvp_features,
  ].join(". ");
  // The team stands already: a step that nobody on it can do would only be left lying.
  const steps = stepsFromCases(intent, planningCases()).filter(({ capabilities }) =>
    team.some((agent) => capabilities.every((tag) => agent.capabilities.includes(tag))),
  );
  if (steps.length === 0) return { blueprint, requirements };
  const kept = new Set([...blueprint, ...steps].map(({ key }) => key));
  const connected = steps.map((step) => ({
    ...step,
    depends_on: step.depends_on.filter((key) => kept.has(key)),
  }));
  return { blueprint: mergeBlueprint(blueprint, connected), requirements, source: "cases" };
}
