import type { TeamInstance } from "./instances.ts";

/**
 * The objective in figures, worked out from the instance and nothing of the product: `solo` of each agent, `pair`
 * (r x b - c) of two, and needs and roles as bit masks of agents.
 */
export interface Objective {
  readonly size: number;
  readonly solo: readonly number[];
  readonly pair: readonly (readonly number[])[];
  /** Of each need that somebody fills: who fills it. */
  readonly fillers: readonly number[];
  readonly required: number;
  readonly minimum: number;
}

export function objectiveOf({ agents, roles, needs, joint, weights }: TeamInstance): Objective {
  const place = new Map(agents.map((agent, index) => [agent.id, index]));
  const pair = agents.map(() => agents.map(() => -weights.pair));
  for (const {
    pair: [one, other],
    successes,
    failures,
  } of joint) {
    const [i, j] = [place.get(one) ?? -1, place.get(other) ?? -1];
    const [left, right] = [agents[i], agents[j]];
    if (!left || !right) throw new Error(`unknown agent in the pair ${one}, ${other}`);
    const union = new Set([...left.capabilities, ...right.capabilities]).size;
    const jaccard = (new Set(left.capabilities).size + new Set(right.capabilities).size - union) / union;
    const r = weights.base_relatedness + (1 - weights.base_relatedness) * jaccard;
    // Mean of Beta(1 + successes, 1 + failures), above that of Beta(1, 1).
    const b = weights.benefit * ((1 + successes) / (2 + successes + failures) - 0.5);
    const value = r * b - weights.pair;
    (pair[i] as number[])[j] = value;
    (pair[j] as number[])[i] = value;
  }
  const maskOf = (test: (agent: TeamInstance["agents"][number]) => boolean) =>
    agents.reduce((mask, agent, index) => (test(agent) ? mask | (1 << index) : mask), 0);
  return {
    size: agents.length,
    solo: agents.map(({ price }) => -weights.member - weights.price * price),
    pair,
    fillers: needs
      .map((need) => maskOf((agent) => need.every((capability) => agent.capabilities.includes(capability))))
      .filter((mask) => mask !== 0),
    required: maskOf((agent) => roles.includes(agent.id)),
    minimum: 3,
  };
}

/** Worth of a roster without the constant for coverage; `mask` has a bit for each member. */
export function rosterValue({ size, solo, pair }: Objective, mask: number): number {
  let value = 0;
  for (let one = 0; one < size; one += 1) {
    if ((mask & (1 << one)) === 0) continue;
    value += solo[one] as number;
    for (let other = 0; other < one; other += 1)
      if ((mask & (1 << other)) !== 0) value += (pair[one] as number[])[other] as number;
  }
  return value;
}

/** The share of needs that have somebody who fills them. */
export function coverageOf({ fillers }: Objective, mask: number): number {
  return fillers.length === 0 ? 1 : fillers.filter((who) => (who & mask) !== 0).length / fillers.length;
}
