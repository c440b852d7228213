import type { AgentProfile, Roster } from "../../state/agent.ts";
import { GenesisError } from "../../state/errors.ts";
import { fills, type TeamNeed, type TeamRole } from "./needs.ts";

export interface TeamInputs {
  readonly catalogue: readonly AgentProfile[];
  readonly roles: readonly TeamRole[];
  readonly needs: readonly TeamNeed[];
}

/** The smallest team that guide 6.2 allows. */
const MINIMUM_TEAM = 3;

/**
 * Chooses a roster: the required roles, then greedily the agent with the most unmet needs per dollar, and last
 * whoever turned out redundant is taken off again. Deterministic; ties go to the catalogue's order.
 * Throws TEAM_IMPOSSIBLE when the catalogue lacks a required role.
 */
export function selectTeam({ catalogue, roles, needs }: TeamInputs): Roster {
  const team = new Map<string, string>();
  for (const role of roles) {
    if (!catalogue.some((agent) => agent.agent_id === role.agentId)) throw missingRole(role);
    team.set(role.agentId, role.reason);
  }
  const possible = needs.filter((need) => catalogue.some((agent) => fills(agent, need)));
  const fixed = new Set(team.keys());
  addByGreed(team, catalogue, possible);
  dropRedundant(team, fixed, catalogue, possible);
  fillUp(team, catalogue);
  return describe(team, catalogue, needs, possible);
}

function addByGreed(
  team: Map<string, string>,
  catalogue: readonly AgentProfile[],
  needs: readonly TeamNeed[],
): void {
  let unmet = unmetNeeds(membersOf(team, catalogue), needs);
  while (unmet.length > 0) {
    const ranked = catalogue
      .filter((agent) => !team.has(agent.agent_id))
      .map((agent) => ({ agent, met: unmet.filter((need) => fills(agent, need)) }))
      .map((entry) => ({ ...entry, value: entry.met.length / (1 + entry.agent.price_usd_per_hour) }));
    const best = ranked.reduce((a, b) => (b.value > a.value ? b : a));
    team.set(
      best.agent.agent_id,
      `needed for ${best.met
        .map((need) => need.reason)
        .slice(0, 3)
        .join(", ")}`,
    );
    unmet = unmet.filter((need) => !best.met.includes(need));
  }
}

function dropRedundant(
  team: Map<string, string>,
  fixed: ReadonlySet<string>,
  catalogue: readonly AgentProfile[],
  needs: readonly TeamNeed[],
): void {
  const dearestFirst = membersOf(team, catalogue)
    .filter((agent) => !fixed.has(agent.agent_id))
    .sort((a, b) => b.price_usd_per_hour - a.price_usd_per_hour);
  for (const agent of dearestFirst) {
    const others = membersOf(team, catalogue).filter((member) => member !== agent);
    if (unmetNeeds(others, needs).length === 0) team.delete(agent.agent_id);
  }
}

function fillUp(team: Map<string, string>, catalogue: readonly AgentProfile[]): void {
  const cheapestFirst = catalogue.toSorted((a, b) => a.price_usd_per_hour - b.price_usd_per_hour);
  for (const agent of cheapestFirst) {
    if (team.size >= MINIMUM_TEAM) return;
    if (!team.has(agent.agent_id)) team.set(agent.agent_id, `a team has at least ${MINIMUM_TEAM} members`);
  }
}

function describe(
  team: ReadonlyMap<string, string>,
  catalogue: readonly AgentProfile[],
  needs: readonly TeamNeed[],
  possible: readonly TeamNeed[],
): Roster {
  const members = membersOf(team, catalogue);
  const wanted = [...new Set(needs.flatMap((need) => need.capabilities))].sort();
  const held = new Set(members.flatMap((agent) => agent.capabilities));
  const covered = wanted.filter((capability) => held.has(capability));
  const price = members.reduce((sum, agent) => sum + agent.price_usd_per_hour, 0);
  const coverage = needs.length === 0 ? 1 : possible.length / needs.length;
  return {
    members: members.map(({ agent_id }) => ({ agent_id, reason: team.get(agent_id) ?? "" })),
    required_capabilities: wanted,
    covered_capabilities: covered,
    missing_capabilities: wanted.filter((capability) => !held.has(capability)),
    fitness: Number((coverage - price / 1_000 - members.length / 100).toFixed(4)),
  };
}

function membersOf(team: ReadonlyMap<string, string>, catalogue: readonly AgentProfile[]): AgentProfile[] {
  return catalogue.filter((agent) => team.has(agent.agent_id));
}

function unmetNeeds(members: readonly AgentProfile[], needs: readonly TeamNeed[]): TeamNeed[] {
  return needs.filter((need) => !members.some((agent) => fills(agent, need)));
}

function missingRole(role: TeamRole): GenesisError {
  return new GenesisError(
    "TEAM_IMPOSSIBLE",
    `The agent catalogue has no "${role.agentId}": ${role.reason}.`,
    {
      category: "system",
      hint: "Add the agent to the catalogue, or take it off the archetype's required_agents.",
    },
  );
}
