import type { AgentProfile } from "../../state/agent.ts";
import type { Archetype, BlueprintStep } from "../../state/archetype.ts";

/** Capabilities that one single member must hold together, and why. */
export interface TeamNeed {
  readonly capabilities: readonly string[];
  readonly reason: string;
  /** Agents that must not be the one who fills it (they failed this work before). */
  readonly avoid?: readonly string[];
}

/** A role that must be on the team whatever it costs, and why (guide 6.3). */
export interface TeamRole {
  readonly agentId: string;
  readonly reason: string;
}

interface Demand {
  readonly capability: string;
  readonly keyword: string;
}

/** The checklist of guide 6.3 together with the archetype's critical agents (guide 4). */
export function requiredRoles(archetype: Archetype, demands: readonly Demand[]): TeamRole[] {
  const sells = demands.some(({ capability }) => capability === "payments");
  const roles: (TeamRole | false)[] = [
    { agentId: "builder", reason: "every team has a builder" },
    { agentId: "deploy", reason: "every team has someone who deploys" },
    { agentId: "qa", reason: "every team has someone who tests" },
    (archetype.traits.commerce || sells) && { agentId: "payments", reason: "it takes payments" },
    archetype.traits.customer_facing && { agentId: "support", reason: "it faces customers" },
    archetype.traits.go_to_market_heavy && { agentId: "growth", reason: "its launch is go-to-market heavy" },
    ...archetype.required_agents.map((agentId) => ({
      agentId,
      reason: `critical for a ${archetype.business_type}`,
    })),
  ];
  const seen = new Set<string>();
  return roles.filter((role): role is TeamRole => {
    if (!role || seen.has(role.agentId)) return false;
    seen.add(role.agentId);
    return true;
  });
}

/** What the plan's steps and the user's words ask for; each need once. */
export function teamNeeds(blueprint: readonly BlueprintStep[], demands: readonly Demand[]): TeamNeed[] {
  const needs = new Map<string, TeamNeed>();
  const add = (need: TeamNeed) => {
    const key = [...need.capabilities].sort().join("+");
    if (!needs.has(key)) needs.set(key, need);
  };
  for (const step of blueprint) add({ capabilities: step.capabilities, reason: `the plan's "${step.key}"` });
  for (const { capability, keyword } of demands) {
    add({ capabilities: [capability], reason: `the requirements' "${keyword}"` });
  }
  return [...needs.values()];
}

/** True when the agent can fill the need alone. */
export function fills(agent: AgentProfile, need: TeamNeed): boolean {
  return (
    !need.avoid?.includes(agent.agent_id) &&
    need.capabilities.every((capability) => agent.capabilities.includes(capability))
  );
}
