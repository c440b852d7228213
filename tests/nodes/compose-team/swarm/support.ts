import fc from "fast-check";
import type { TeamInputs } from "../../../../src/nodes/compose-team/greedy-team.ts";
import { greedyTeam } from "../../../../src/nodes/compose-team/greedy-team.ts";
import { fills, type TeamNeed } from "../../../../src/nodes/compose-team/needs.ts";
import type { SwarmInputs } from "../../../../src/nodes/compose-team/select-team.ts";
import { jointOutcomes, NO_OUTCOMES } from "../../../../src/nodes/compose-team/swarm/kinship.ts";
import { fitness, fitnessParts, teamModel } from "../../../../src/nodes/compose-team/swarm/model.ts";
import type { AgentProfile, Roster } from "../../../../src/state/agent.ts";
import {
  DEFAULT_SWARM_PARAMETERS,
  type SwarmParameters,
  SwarmParametersSchema,
} from "../../../../src/state/swarm-parameters.ts";

export function anAgent(agent_id: string, capabilities: string[], price = 5): AgentProfile {
  return {
    agent_id,
    name: agent_id,
    aliases: [],
    role: agent_id,
    capabilities,
    tier: "standard",
    price_usd_per_hour: price,
    max_concurrency: 1,
  };
}

export function aNeed(...capabilities: string[]): TeamNeed {
  return { capabilities, reason: capabilities.join(" + ") };
}

/** The genetic algorithm whatever the size, with pairs that matter. */
export const GENETIC: SwarmParameters = SwarmParametersSchema.parse({
  exhaustive_agents: 0,
  cooperation: { benefit: 0.3 },
});

const CAPABILITIES = ["a", "b", "c", "d", "e", "f", "g"];
const capabilities = fc.subarray(CAPABILITIES, { minLength: 1, maxLength: 4 });

/** Small teams to compose, with needs that may be impossible, roles, and a history of joint work. */
export const anyTeam: fc.Arbitrary<SwarmInputs> = fc
  .record({
    agents: fc.array(fc.record({ capabilities, price: fc.integer({ min: 0, max: 12 }) }), {
      minLength: 3,
      maxLength: 11,
    }),
    needs: fc.array(fc.subarray([...CAPABILITIES, "nobody"], { minLength: 1, maxLength: 2 }), {
      maxLength: 7,
    }),
    roles: fc.uniqueArray(fc.nat(10), { maxLength: 3 }),
    history: fc.array(
      fc.record({ team: fc.uniqueArray(fc.nat(10), { minLength: 2, maxLength: 6 }), success: fc.boolean() }),
      { maxLength: 8 },
    ),
  })
  .map(({ agents, needs, roles, history }) => ({
    catalogue: agents.map((agent, index) => anAgent(`a${index}`, agent.capabilities, agent.price)),
    needs: needs.map((need) => aNeed(...need)),
    roles: roles
      .filter((index) => index < agents.length)
      .map((index) => ({ agentId: `a${index}`, reason: "it is required" })),
    outcomes: jointOutcomes(
      history.map(({ team, success }) => ({ team: team.map((index) => `a${index}`), success })),
    ),
  }));

export function idsOf(roster: Pick<Roster, "members">): string[] {
  return roster.members.map((member) => member.agent_id);
}

/** Worth of any team under the swarm's own objective. */
export function worthOf(ids: readonly string[], inputs: SwarmInputs): number {
  const { catalogue, needs, outcomes = NO_OUTCOMES, parameters = DEFAULT_SWARM_PARAMETERS } = inputs;
  const members = catalogue.flatMap(({ agent_id }, index) => (ids.includes(agent_id) ? [index] : []));
  return fitness(fitnessParts(teamModel(catalogue, needs, outcomes, parameters), members));
}

export function greedyIds(inputs: TeamInputs): string[] {
  return greedyTeam(inputs).map((agent) => agent.agent_id);
}

/** True when the team has its roles, three members, and someone for each need that anyone can fill. */
export function isValidTeam(ids: readonly string[], { catalogue, roles, needs }: TeamInputs): boolean {
  const members = catalogue.filter((agent) => ids.includes(agent.agent_id));
  return (
    new Set(ids).size === ids.length &&
    members.length === ids.length &&
    members.length >= 3 &&
    roles.every((role) => ids.includes(role.agentId)) &&
    needs.every(
      (need) => members.some((agent) => fills(agent, need)) || !catalogue.some((agent) => fills(agent, need)),
    )
  );
}

/** The best valid team by trying every one, slowly and plainly. */
export function bestWorth(inputs: SwarmInputs): number {
  const all = inputs.catalogue.map((agent) => agent.agent_id);
  let best = Number.NEGATIVE_INFINITY;
  for (let mask = 0; mask < 2 ** all.length; mask += 1) {
    const ids = all.filter((_, index) => (mask & (1 << index)) !== 0);
    if (isValidTeam(ids, inputs)) best = Math.max(best, worthOf(ids, inputs));
  }
  return best;
}
