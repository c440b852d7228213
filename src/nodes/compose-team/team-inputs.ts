import type { GenesisConfig } from "../../config/config.ts";
import type { AgentProfile } from "../../state/agent.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import { hashSeed } from "../../state/random.ts";
import type { ArchetypeRegistry } from "../../templates/archetypes.ts";
import { CAPABILITY_KEYWORDS } from "../../templates/capability-keywords.ts";
import { finalRequirements, required } from "../requirements.ts";
import { runBlueprint } from "../run-blueprint.ts";
import type { PaymentsPolicy } from "../services.ts";
import { extractCapabilities } from "./extract-capabilities.ts";
import { requiredRoles, type TeamNeed, teamNeeds } from "./needs.ts";
import type { SwarmInputs } from "./select-team.ts";

interface TeamServices {
  readonly archetypes: ArchetypeRegistry;
  readonly agents: readonly AgentProfile[];
  readonly config: Pick<GenesisConfig, "swarm">;
  readonly payments?: PaymentsPolicy | undefined;
}

/** What the swarm is asked for a run: who must be there, what is to be covered, and the seed. */
export function teamInputs(state: GenesisState, services: TeamServices): SwarmInputs {
  const { archetypes, agents, config } = services;
  const archetype = required(archetypes.get(state.business_type), "archetype");
  const demands = extractCapabilities(finalRequirements(state), CAPABILITY_KEYWORDS);
  return {
    catalogue: agents,
    roles: requiredRoles(archetype, demands),
    needs: [...needsOfEarlierRounds(state), ...teamNeeds(runBlueprint(services, state), demands)],
    parameters: config.swarm,
    // Rounds differ, so that the round after a failure searches anew.
    seed: hashSeed("team", required(state.seed, "seed"), state.evolutions.length),
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
