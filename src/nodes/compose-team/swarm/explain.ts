import type { AgentProfile, Roster } from "../../../state/agent.ts";
import { fitness, fitnessParts, type TeamModel } from "./model.ts";
import { MINIMUM_TEAM, type RosterProblem } from "./problem.ts";

const MAX_NAMED = 3;

/** The roster with what it is worth and why each member is on it; `chosen` are positions in the catalogue. */
export function explainRoster(
  model: TeamModel,
  { fixed }: RosterProblem,
  chosen: readonly number[],
  search: Roster["search"],
): Roster {
  const { agents, needs, impossible } = model;
  const members = chosen.toSorted((a, b) => a - b);
  const wanted = [
    ...new Set([...needs.map(({ need }) => need), ...impossible].flatMap((need) => need.capabilities)),
  ].sort();
  const held = new Set(members.flatMap((index) => agentAt(agents, index).capabilities));
  const parts = fitnessParts(model, members);
  return {
    members: members.map((index) => ({
      agent_id: agentAt(agents, index).agent_id,
      reason: fixed.get(index) ?? reasonToJoin(model, index, members),
      price_usd_per_hour: agentAt(agents, index).price_usd_per_hour,
      kin: points(members.reduce((sum, other) => sum + kinOf(model, index, other), 0)),
    })),
    required_capabilities: wanted,
    covered_capabilities: wanted.filter((capability) => held.has(capability)),
    missing_capabilities: wanted.filter((capability) => !held.has(capability)),
    unfilled_needs: impossible.map(({ capabilities, reason }) => ({
      capabilities: [...capabilities],
      reason,
    })),
    fitness: points(fitness(parts)),
    fitness_parts: {
      coverage: points(parts.coverage),
      kin: points(parts.kin),
      cost: points(parts.cost),
      size: points(parts.size),
    },
    search,
  };
}

/** What the roster would lose without the member. */
function reasonToJoin(model: TeamModel, index: number, members: readonly number[]): string {
  const alone = model.needs.filter(
    ({ fillers }) =>
      fillers.includes(index) && !members.some((other) => other !== index && fillers.includes(other)),
  );
  if (alone.length > 0)
    return `needed for ${alone
      .slice(0, MAX_NAMED)
      .map(({ need }) => need.reason)
      .join(", ")}`;
  const kin = members
    .map((other) => ({ other, value: kinOf(model, index, other) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  if (kin.length === 0) return `a team has at least ${MINIMUM_TEAM} members`;
  const names = kin.slice(0, MAX_NAMED).map(({ other }) => agentAt(model.agents, other).agent_id);
  return `has worked well with ${names.join(", ")}`;
}

function kinOf({ kin, agents }: TeamModel, one: number, other: number): number {
  return kin[one * agents.length + other] as number;
}

function agentAt(agents: readonly AgentProfile[], index: number): AgentProfile {
  return agents[index] as AgentProfile;
}

/** Fitness points as people read them; never -0. */
function points(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}
