import type { AgentProfile, Roster } from "../../state/agent.ts";
import { type Clock, systemClock } from "../../state/clock.ts";
import { createRandom } from "../../state/random.ts";
import { DEFAULT_SWARM_PARAMETERS, type SwarmParameters } from "../../state/swarm-parameters.ts";
import { greedyTeam, type TeamInputs } from "./greedy-team.ts";
import { Budget } from "./swarm/budget.ts";
import { evolve } from "./swarm/evolve.ts";
import { searchAll } from "./swarm/exhaustive.ts";
import { explainRoster } from "./swarm/explain.ts";
import { type JointOutcomes, NO_OUTCOMES } from "./swarm/kinship.ts";
import { type TeamModel, teamModel } from "./swarm/model.ts";
import { type RosterProblem, rosterProblem } from "./swarm/problem.ts";

export interface SwarmInputs extends TeamInputs {
  /** What earlier teams achieved together; nothing is known by default. */
  readonly outcomes?: JointOutcomes;
  readonly parameters?: SwarmParameters;
  /** Same seed, same roster. 0 by default. */
  readonly seed?: number;
  /** Looked at only when the parameters set a time limit. */
  readonly clock?: Clock;
}

/**
 * The Inclusive Fitness Swarm (guide 6.2): the fittest roster that has the required roles, at least three members,
 * and for every need that the catalogue can fill a member who fills it alone. Fitness is coverage and kin
 * cooperation less price and size; see `swarm/model.ts`. Never worse than the greedy team. Throws TEAM_IMPOSSIBLE
 * when the catalogue lacks a required role or three agents, and CATALOGUE_INVALID for duplicates and bad prices.
 */
export function selectTeam(inputs: SwarmInputs): Roster {
  const { catalogue, roles, needs, outcomes = NO_OUTCOMES, parameters = DEFAULT_SWARM_PARAMETERS } = inputs;
  const model = teamModel(catalogue, needs, outcomes, parameters);
  const problem = rosterProblem(model, roles);
  const { joined, search } =
    problem.free.length <= parameters.exhaustive_agents ? trySmall(problem) : breed(inputs, model, problem);
  const members = [...problem.fixed.keys(), ...problem.free.filter((_, place) => joined[place] === 1)];
  return explainRoster(model, problem, members, search);
}

interface Searched {
  readonly joined: Uint8Array;
  readonly search: Roster["search"];
}

function trySmall(problem: RosterProblem): Searched {
  const { best, evaluations } = searchAll(problem);
  return {
    joined: best,
    search: { method: "exhaustive", generations: 0, evaluations, deadline_reached: false },
  };
}

function breed(inputs: SwarmInputs, model: TeamModel, problem: RosterProblem): Searched {
  const { parameters = DEFAULT_SWARM_PARAMETERS, seed = 0, clock = systemClock } = inputs;
  const { max_evaluations: maxEvaluations, time_limit_ms: timeLimitMs } = parameters;
  const budget = new Budget({ maxEvaluations, timeLimitMs, clock });
  const setting = { parameters, random: createRandom(seed), budget };
  const { best, generations } = evolve(problem, greedyStart(inputs, model, problem), setting);
  const { evaluations, deadlineReached } = budget;
  return {
    joined: best,
    search: { method: "genetic", generations, evaluations, deadline_reached: deadlineReached },
  };
}

function greedyStart(inputs: TeamInputs, { agents }: TeamModel, { free }: RosterProblem): Uint8Array {
  const team = new Set<AgentProfile | undefined>(greedyTeam(inputs));
  return Uint8Array.from(free, (index) => (team.has(agents[index]) ? 1 : 0));
}
