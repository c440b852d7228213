import { GenesisError } from "../../../state/errors.ts";
import type { TeamRole } from "../needs.ts";
import type { TeamModel } from "./model.ts";

/** The smallest team that guide 6.2 allows. */
export const MINIMUM_TEAM = 3;

/**
 * What is left to decide once everybody who must be on the team is on it: which of `free` join. Positions in
 * `join`, `pair`, `fills` and `fillers` are positions in `free`.
 */
export interface RosterProblem {
  /** Agent's position in the catalogue -> why the agent is on the team in any case. */
  readonly fixed: ReadonlyMap<number, string>;
  readonly free: readonly number[];
  /** Change of fitness when the agent joins the fixed members alone. */
  readonly join: Float64Array;
  /** r x b - c of every pair of free agents, row by row; 0 on the diagonal. */
  readonly pair: Float64Array;
  /** Needs, by number, that each free agent fills; only those that no fixed member fills. */
  readonly fills: readonly (readonly number[])[];
  readonly fillers: readonly (readonly number[])[];
  /** How many free agents the roster needs at least. */
  readonly minimum: number;
}

/**
 * Settles what has only one answer: required roles join, so does the only one who can fill a need, and who fills
 * no open need and can't be worth the price with any colleagues stays out. No best roster is lost by it.
 * Throws TEAM_IMPOSSIBLE when a role or the minimum can't be staffed.
 */
export function rosterProblem(model: TeamModel, roles: readonly TeamRole[]): RosterProblem {
  const count = model.agents.length;
  if (count < MINIMUM_TEAM) throw tooFewAgents(count);
  const fixed = staffRoles(model, roles);
  const open = staffSoleFillers(model, fixed);
  const minimum = Math.max(0, MINIMUM_TEAM - fixed.size);
  const useful = new Set(open.flat());
  const undecided = model.agents.map((_, index) => index).filter((index) => !fixed.has(index));
  const join = new Map(undecided.map((index) => [index, joinGain(model, index, fixed.keys())]));
  const free = undecided.filter(
    (index) =>
      minimum > 0 ||
      useful.has(index) ||
      (join.get(index) as number) + bestColleagues(model, index, undecided) > 0,
  );
  const position = new Map(free.map((index, place) => [index, place]));
  const fillers = open.map((agents) => agents.map((index) => position.get(index) as number));
  return {
    fixed,
    free,
    join: Float64Array.from(free, (index) => join.get(index) as number),
    pair: pairMatrix(model, free),
    fills: free.map((_, place) => fillers.flatMap((places, need) => (places.includes(place) ? [need] : []))),
    fillers,
    minimum,
  };
}

function staffRoles({ agents }: TeamModel, roles: readonly TeamRole[]): Map<number, string> {
  return new Map(
    roles.map((role) => {
      const index = agents.findIndex((agent) => agent.agent_id === role.agentId);
      if (index < 0) throw missingRole(role);
      return [index, role.reason];
    }),
  );
}

/** Adds who alone can fill a need; returns the fillers of the needs that stay open, each set of fillers once. */
function staffSoleFillers({ needs }: TeamModel, fixed: Map<number, string>): (readonly number[])[] {
  const isOpen = ({ fillers }: TeamModel["needs"][number]) => !fillers.some((index) => fixed.has(index));
  for (const staffed of needs) {
    const [only] = staffed.fillers;
    if (staffed.fillers.length === 1 && only !== undefined && isOpen(staffed))
      fixed.set(only, `the only one who can do ${staffed.need.reason}`);
  }
  const sets = new Map(needs.filter(isOpen).map(({ fillers }) => [fillers.join(), fillers]));
  return [...sets.values()];
}

function joinGain(
  { solo, kin, agents, weights }: TeamModel,
  index: number,
  members: Iterable<number>,
): number {
  let gain = solo[index] as number;
  for (const member of members) gain += (kin[index * agents.length + member] as number) - weights.pair;
  return gain;
}

/** The most that undecided colleagues can add to what the agent is worth. */
function bestColleagues(
  { kin, agents, weights }: TeamModel,
  index: number,
  others: readonly number[],
): number {
  let sum = 0;
  for (const other of others) {
    const gain = (kin[index * agents.length + other] as number) - weights.pair;
    if (gain > 0 && other !== index) sum += gain;
  }
  return sum;
}

function pairMatrix({ kin, agents, weights }: TeamModel, free: readonly number[]): Float64Array {
  const pair = new Float64Array(free.length * free.length);
  for (const [row, one] of free.entries()) {
    for (const [column, other] of free.entries()) {
      if (one === other) continue;
      pair[row * free.length + column] = (kin[one * agents.length + other] as number) - weights.pair;
    }
  }
  return pair;
}

function tooFewAgents(count: number): GenesisError {
  const has = count === 0 ? "is empty" : `has only ${count} of them`;
  return new GenesisError(
    "TEAM_IMPOSSIBLE",
    `A team has at least ${MINIMUM_TEAM} agents, and the agent catalogue ${has}.`,
    { category: "system", hint: "Add agents to the catalogue." },
  );
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
