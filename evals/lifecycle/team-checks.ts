import type { AgentProfile } from "../../src/state/agent.ts";
import type { Archetype } from "../../src/state/archetype.ts";

/** Words by which guide 6.3 wants a payments capability. */
const SELLS = /\b(stripe|commerce|e-?commerce|checkout|payments?)\b/i;

/** The team validation checklist of guide 6.3 and the critical agents of guide 4; one sentence for each breach. */
export function teamBreaches(
  team: readonly AgentProfile[],
  archetype: Archetype,
  requirements: { readonly mvp_features: readonly string[]; readonly tech_stack: readonly string[] },
): string[] {
  const ids = new Set(team.map(({ agent_id }) => agent_id));
  const able = (...tags: string[]) =>
    team.some(({ capabilities }) => tags.some((tag) => capabilities.includes(tag)));
  const sells = SELLS.test([...requirements.mvp_features, ...requirements.tech_stack].join("\n"));
  const { customer_facing, go_to_market_heavy } = archetype.traits;
  const critical = ["builder", "deploy", "qa", ...archetype.required_agents].filter((id) => !ids.has(id));
  return [
    ...(team.length >= 3 ? [] : [`it has ${team.length} members`]),
    ...critical.map((id) => `it lacks ${id}`),
    ...(sells && !able("payments") ? ["it sells and nobody can take payments"] : []),
    ...(customer_facing && !able("support", "social") ? ["it faces customers and nobody supports them"] : []),
    ...(go_to_market_heavy && !able("growth") ? ["it goes to market and nobody does growth"] : []),
  ];
}
