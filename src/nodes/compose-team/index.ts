import type { Roster } from "../../state/agent.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import { hashSeed } from "../../state/random.ts";
import type { Warning } from "../../state/run-event.ts";
import { CAPABILITY_KEYWORDS } from "../../templates/capability-keywords.ts";
import { type GenesisNode, type NodeContext, warn } from "../node.ts";
import { finalRequirements, required } from "../requirements.ts";
import type { Services } from "../services.ts";
import { extractCapabilities } from "./extract-capabilities.ts";
import { requiredRoles, type TeamNeed, teamNeeds } from "./needs.ts";
import { recallOutcomes } from "./recall-outcomes.ts";
import { selectTeam } from "./select-team.ts";

/** Composes the roster that covers what the plan and the requirements ask for (guide 6). */
export function composeTeam(services: Pick<Services, "archetypes" | "agents" | "clock">): GenesisNode {
  return async (state, context) => {
    const archetype = required(services.archetypes.get(state.business_type), "archetype");
    const demands = extractCapabilities(finalRequirements(state), CAPABILITY_KEYWORDS);
    const recalled = await recallOutcomes(context, state.execution_mode);
    const roster = selectTeam({
      catalogue: services.agents,
      roles: requiredRoles(archetype, demands),
      needs: [
        ...needsOfEarlierRounds(state),
        ...teamNeeds(services.archetypes.blueprint(state.business_type), demands),
      ],
      outcomes: recalled.outcomes,
      seed: teamSeed(state),
      clock: services.clock,
    });
    return {
      roster,
      team_composition: roster.members.map((member) => member.agent_id),
      warnings: [...recalled.warnings, ...coverageWarnings(roster, context)],
      status: "DECOMPOSING_TASKS",
    };
  };
}

/** Rounds differ, so that a round after a failure searches anew. */
function teamSeed({ seed, evolutions }: GenesisState): number {
  return hashSeed("team", required(seed, "seed"), evolutions.length);
}

function coverageWarnings(
  { missing_capabilities: missing, unfilled_needs }: Roster,
  context: Pick<NodeContext, "emit" | "log">,
): Warning[] {
  const messages = missing.length > 0 ? [`Nobody in the catalogue offers: ${missing.join(", ")}.`] : [];
  // Everybody needed may be there and yet nobody who holds the capabilities together.
  const scattered = unfilled_needs.filter((need) => !need.capabilities.some((tag) => missing.includes(tag)));
  if (scattered.length > 0) {
    const needs = scattered.map(({ capabilities, reason }) => `${capabilities.join(" + ")} (${reason})`);
    messages.push(`No single agent can do: ${needs.join(", ")}.`);
  }
  return messages.map((message) => warn(context, "CAPABILITY_MISSING", message));
}

/** Tasks that failed before need somebody other than the agents that failed them. */
function needsOfEarlierRounds(state: GenesisState): TeamNeed[] {
  const tasks = new Map(state.task_graph?.tasks.map((task) => [task.task_id, task]));
  return state.evolutions.flatMap(({ avoid }) =>
    Object.entries(avoid).flatMap(([taskId, agents]) => {
      const task = tasks.get(taskId);
      if (!task) return [];
      return [{ capabilities: task.capabilities, reason: `"${taskId}", which failed before`, avoid: agents }];
    }),
  );
}
