import { greedyTeam } from "../../src/nodes/compose-team/greedy-team.ts";
import { type SwarmInputs, selectTeam } from "../../src/nodes/compose-team/select-team.ts";
import type { AgentProfile, Roster } from "../../src/state/agent.ts";
import { type SwarmParameters, SwarmParametersSchema } from "../../src/state/swarm-parameters.ts";
import type { TeamInstance } from "./instances.ts";

/** The ids of the greedy team. */
export function composeGreedily(instance: TeamInstance): string[] {
  return greedyTeam(teamInputs(instance)).map((agent) => agent.agent_id);
}

/** The swarm's roster by the genetic algorithm, never by exhaustive search. */
export function composeWithSwarm(
  instance: TeamInstance,
  seed: number,
  changes: Partial<SwarmParameters>,
): Roster {
  const { price, member, pair, benefit, base_relatedness } = instance.weights;
  const parameters = SwarmParametersSchema.parse({
    exhaustive_agents: 0,
    weights: { price, member, pair },
    cooperation: { benefit, base_relatedness },
    ...changes,
  });
  const outcomes = new Map(instance.joint.map((record) => [record.pair.toSorted().join(" "), record]));
  return selectTeam({
    ...teamInputs(instance),
    outcomes: { of: (one, other) => outcomes.get([one, other].sort().join(" ")) },
    parameters,
    seed,
  });
}

function teamInputs({ agents, roles, needs }: TeamInstance): SwarmInputs {
  return {
    catalogue: agents.map(
      ({ id, capabilities, price }): AgentProfile => ({
        agent_id: id,
        name: id,
        aliases: [],
        role: id,
        capabilities,
        tier: "standard",
        price_usd_per_hour: price,
        max_concurrency: 1,
      }),
    ),
    roles: roles.map((agentId) => ({ agentId, reason: "required" })),
    needs: needs.map((capabilities) => ({ capabilities, reason: capabilities.join(" + ") })),
  };
}

/** A bit for each agent of the roster. */
export function maskOf({ agents }: TeamInstance, ids: readonly string[]): number {
  return agents.reduce((mask, { id }, index) => (ids.includes(id) ? mask | (1 << index) : mask), 0);
}
