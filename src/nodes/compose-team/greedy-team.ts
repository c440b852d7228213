import type { AgentProfile } from "../../state/agent.ts";
import { fills, type TeamNeed, type TeamRole } from "./needs.ts";
import { MINIMUM_TEAM } from "./swarm/problem.ts";

export interface TeamInputs {
  readonly catalogue: readonly AgentProfile[];
  readonly roles: readonly TeamRole[];
  readonly needs: readonly TeamNeed[];
}

/**
 * A team by greed: the required roles, then the agent with the most unmet needs per dollar, and last whoever turned
 * out redundant is taken off again. Where the swarm starts from, and what it is compared with. Deterministic; ties
 * go to the catalogue's order. Roles that the catalogue lacks and needs that nobody fills are left out.
 */
export function greedyTeam({ catalogue, roles, needs }: TeamInputs): AgentProfile[] {
  const fixed = new Set(roles.map((role) => role.agentId));
  const team = new Set(fixed);
  const possible = needs.filter((need) => catalogue.some((agent) => fills(agent, need)));
  addByGreed(team, catalogue, possible);
  dropRedundant(team, fixed, catalogue, possible);
  fillUp(team, catalogue);
  return membersOf(team, catalogue);
}

function addByGreed(team: Set<string>, catalogue: readonly AgentProfile[], needs: readonly TeamNeed[]): void {
  let unmet = unmetNeeds(membersOf(team, catalogue), needs);
  while (unmet.length > 0) {
    const ranked = catalogue
      .filter((agent) => !team.has(agent.agent_id))
      .map((agent) => ({ agent, met: unmet.filter((need) => fills(agent, need)) }))
      .map((entry) => ({ ...entry, value: entry.met.length / (1 + entry.agent.price_usd_per_hour) }));
    const best = ranked.reduce((a, b) => (b.value > a.value ? b : a));
    team.add(best.agent.agent_id);
    unmet = unmet.filter((need) => !best.met.includes(need));
  }
}

function dropRedundant(
  team: Set<string>,
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

function fillUp(team: Set<string>, catalogue: readonly AgentProfile[]): void {
  const cheapestFirst = catalogue.toSorted((a, b) => a.price_usd_per_hour - b.price_usd_per_hour);
  for (const agent of cheapestFirst) {
    if (team.size >= MINIMUM_TEAM) return;
    team.add(agent.agent_id);
  }
}

function membersOf(team: ReadonlySet<string>, catalogue: readonly AgentProfile[]): AgentProfile[] {
  return catalogue.filter((agent) => team.has(agent.agent_id));
}

function unmetNeeds(members: readonly AgentProfile[], needs: readonly TeamNeed[]): TeamNeed[] {
  return needs.filter((need) => !members.some((agent) => fills(agent, need)));
}
