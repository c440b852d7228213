import { type AgentProfile, MAX_PRICE_PER_HOUR } from "../../../state/agent.ts";
import { GenesisError } from "../../../state/errors.ts";
import type { SwarmParameters } from "../../../state/swarm-parameters.ts";
import type { TeamNeed } from "../needs.ts";
import { cooperationBenefit, type JointOutcomes, NO_OUTCOMES, relatedness } from "./kinship.ts";

/** The four parts of a roster's fitness; their sum is the fitness. */
export interface FitnessParts {
  /** Weight of coverage times the share of needs that the catalogue can fill. */
  readonly coverage: number;
  /** Sum over pairs of r x b: what measured cooperation is worth. 0 without records. */
  readonly kin: number;
  /** Prices of the members, negative. */
  readonly cost: number;
  /** Members and their pairs (c of Hamilton's rule), negative: what grows with overstaffing. */
  readonly size: number;
}

/** All agents and needs with the figures that the fitness is made of. */
export interface TeamModel {
  readonly agents: readonly AgentProfile[];
  /** Needs that some agent can fill, with the agents that can, by position. */
  readonly needs: readonly { readonly need: TeamNeed; readonly fillers: readonly number[] }[];
  readonly impossible: readonly TeamNeed[];
  /** What each agent's place on the roster costs by itself, negative. */
  readonly solo: Float64Array;
  /** r x b of every pair, row by row; 0 on the diagonal. */
  readonly kin: Float64Array;
  readonly weights: SwarmParameters["weights"];
}

/** Throws CATALOGUE_INVALID for a duplicate agent or a price that is no amount of money. */
export function teamModel(
  agents: readonly AgentProfile[],
  needs: readonly TeamNeed[],
  outcomes: JointOutcomes,
  { weights, cooperation }: Pick<SwarmParameters, "weights" | "cooperation">,
): TeamModel {
  checkAgents(agents);
  const capabilities = agents.map((agent) => [...new Set(agent.capabilities)]);
  const holders = holdersOf(capabilities);
  const staffed = needs.map((need) => ({ need, fillers: fillersOf(need, agents, holders) }));
  return {
    agents,
    needs: staffed.filter(({ fillers }) => fillers.length > 0),
    impossible: staffed.filter(({ fillers }) => fillers.length === 0).map(({ need }) => need),
    solo: Float64Array.from(agents, (a) => -weights.member - weights.price * a.price_usd_per_hour),
    kin: kinMatrix(agents, outcomes, { cooperation, shared: sharedMatrix(capabilities, holders) }),
    weights,
  };
}

type Holders = ReadonlyMap<string, readonly number[]>;

/** Which agents hold each capability. */
function holdersOf(capabilities: readonly (readonly string[])[]): Holders {
  const holders = new Map<string, number[]>();
  for (const [index, own] of capabilities.entries()) {
    for (const capability of own) {
      const known = holders.get(capability);
      if (known) known.push(index);
      else holders.set(capability, [index]);
    }
  }
  return holders;
}

/** The agents for whom `fills` of `needs.ts` holds, looked up instead of tried one by one. */
function fillersOf(
  { capabilities, avoid = [] }: TeamNeed,
  agents: readonly AgentProfile[],
  holders: Holders,
) {
  const [first, ...more] = capabilities.map((capability) => holders.get(capability) ?? []);
  const able = first ?? [...agents.keys()];
  if (more.length === 0 && avoid.length === 0) return able;
  return able.filter(
    (index) =>
      more.every((others) => others.includes(index)) &&
      !avoid.includes((agents[index] as AgentProfile).agent_id),
  );
}

/** How many capabilities each two agents share, row by row; on the diagonal how many the agent has. */
function sharedMatrix(capabilities: readonly unknown[], holders: Holders): Uint16Array {
  const size = capabilities.length;
  const shared = new Uint16Array(size * size);
  for (const agents of holders.values()) {
    for (const one of agents) for (const other of agents) (shared[one * size + other] as number)++;
  }
  return shared;
}

function kinMatrix(
  agents: readonly AgentProfile[],
  outcomes: JointOutcomes,
  { cooperation, shared }: { cooperation: SwarmParameters["cooperation"]; shared: Uint16Array },
): Float64Array {
  const size = agents.length;
  const kin = new Float64Array(size * size);
  if (outcomes === NO_OUTCOMES) return kin;
  for (const [row, one] of agents.entries()) {
    for (let column = row + 1; column < size; column += 1) {
      const record = outcomes.of(one.agent_id, (agents[column] as AgentProfile).agent_id);
      if (!record) continue;
      const both = shared[row * size + column] as number;
      const either = (shared[row * size + row] as number) + (shared[column * size + column] as number) - both;
      const value = relatedness(both, either, cooperation) * cooperationBenefit(record, cooperation);
      kin[row * size + column] = value;
      kin[column * size + row] = value;
    }
  }
  return kin;
}

function checkAgents(agents: readonly AgentProfile[]): void {
  const seen = new Set<string>();
  for (const { agent_id, price_usd_per_hour: price } of agents) {
    if (seen.has(agent_id)) throw invalid(`"${agent_id}" is in the agent catalogue twice.`);
    seen.add(agent_id);
    if (!(price >= 0 && price <= MAX_PRICE_PER_HOUR))
      throw invalid(`The price of the agent "${agent_id}" is ${price}, not an amount in USD an hour.`);
  }
}

function invalid(message: string): GenesisError {
  return new GenesisError("CATALOGUE_INVALID", message, {
    hint: "Correct the agent catalogue that was handed in.",
  });
}

/** The fitness of a roster that fills all needs that can be filled; members by position. */
export function fitnessParts(model: TeamModel, members: readonly number[]): FitnessParts {
  const { agents, needs, impossible, kin, weights } = model;
  const wanted = needs.length + impossible.length;
  let cooperation = 0;
  let price = 0;
  for (const [index, one] of members.entries()) {
    price += (agents[one] as AgentProfile).price_usd_per_hour;
    for (const other of members.slice(0, index)) cooperation += kin[one * agents.length + other] as number;
  }
  const pairs = (members.length * (members.length - 1)) / 2;
  return {
    coverage: weights.coverage * (wanted === 0 ? 1 : needs.length / wanted),
    kin: cooperation,
    cost: 0 - weights.price * price,
    size: 0 - weights.member * members.length - weights.pair * pairs,
  };
}

export function fitness({ coverage, kin, cost, size }: FitnessParts): number {
  return coverage + kin + cost + size;
}
