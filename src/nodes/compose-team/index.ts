import type { GenesisState } from "../../state/genesis-state.ts";
import { CAPABILITY_KEYWORDS } from "../../templates/capability-keywords.ts";
import { type GenesisNode, warn } from "../node.ts";
import { finalRequirements, required } from "../requirements.ts";
import type { Services } from "../services.ts";
import { noteRecords, poorRecordsLast } from "../track-record.ts";
import { extractCapabilities } from "./extract-capabilities.ts";
import { requiredRoles, type TeamNeed, teamNeeds } from "./needs.ts";
import { selectTeam } from "./select-team.ts";

/** Composes the roster that covers what the plan and the requirements ask for (guide 6). */
export function composeTeam(services: Pick<Services, "archetypes" | "agents">): GenesisNode {
  return async (state, context) => {
    const archetype = required(services.archetypes.get(state.business_type), "archetype");
    const demands = extractCapabilities(finalRequirements(state), CAPABILITY_KEYWORDS);
    const composed = selectTeam({
      catalogue: poorRecordsLast(services.agents, state.agent_records),
      roles: requiredRoles(archetype, demands),
      needs: [
        ...needsOfEarlierRounds(state),
        ...teamNeeds(services.archetypes.blueprint(state.business_type), demands),
      ],
    });
    const roster = noteRecords(composed, state.agent_records);
    const missing = roster.missing_capabilities.join(", ");
    return {
      roster,
      team_composition: roster.members.map((member) => member.agent_id),
      warnings: missing
        ? [warn(context, "CAPABILITY_MISSING", `Nobody in the catalogue offers: ${missing}.`)]
        : [],
      status: "DECOMPOSING_TASKS",
    };
  };
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
