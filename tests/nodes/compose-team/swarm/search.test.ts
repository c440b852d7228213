import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SwarmInputs, selectTeam } from "../../../../src/nodes/compose-team/select-team.ts";
import { Budget } from "../../../../src/nodes/compose-team/swarm/budget.ts";
import { Candidate } from "../../../../src/nodes/compose-team/swarm/candidate.ts";
import { NO_OUTCOMES } from "../../../../src/nodes/compose-team/swarm/kinship.ts";
import { climb, repair } from "../../../../src/nodes/compose-team/swarm/local-search.ts";
import { teamModel } from "../../../../src/nodes/compose-team/swarm/model.ts";
import { rosterProblem } from "../../../../src/nodes/compose-team/swarm/problem.ts";
import { createRandom } from "../../../../src/state/random.ts";
import { DEFAULT_SWARM_PARAMETERS, SwarmParametersSchema } from "../../../../src/state/swarm-parameters.ts";
import {
  aNeed,
  anAgent,
  anyTeam,
  bestWorth,
  GENETIC,
  greedyIds,
  idsOf,
  isValidTeam,
  worthOf,
} from "./support.ts";

const clock = { now: () => 0 };

function problemOf({ catalogue, needs, roles, outcomes = NO_OUTCOMES }: SwarmInputs) {
  return rosterProblem(teamModel(catalogue, needs, outcomes, GENETIC), roles);
}

describe("repair and climb", () => {
  it("make any genes a feasible roster that no single change betters", () => {
    fc.assert(
      fc.property(anyTeam, fc.infiniteStream(fc.nat(1)), fc.nat(), (inputs, bits, seed) => {
        const problem = problemOf(inputs);
        const candidate = new Candidate(problem);
        candidate.load(Uint8Array.from(problem.free, () => bits.next().value as number));
        repair(candidate, createRandom(seed));
        expect(candidate.feasible).toBe(true);
        const repaired = candidate.value();
        climb(candidate, new Budget({ maxEvaluations: 1e9, timeLimitMs: null, clock }));
        expect(candidate.feasible).toBe(true);
        expect(candidate.value()).toBeGreaterThanOrEqual(repaired);
        for (const agent of problem.free.keys()) {
          if (candidate.members[agent] === 0) expect(candidate.addGain(agent)).toBeLessThan(1e-9);
          else if (candidate.canDrop(agent)) expect(candidate.dropGain(agent)).toBeLessThan(1e-9);
        }
      }),
    );
  });
});

describe.each([
  ["the genetic algorithm", GENETIC],
  ["the exhaustive search", { ...GENETIC, exhaustive_agents: 16 }],
])("%s", (_name, parameters) => {
  it("finds the best of all teams, valid and never worse than greed", () => {
    fc.assert(
      fc.property(anyTeam, fc.nat(), (team, seed) => {
        const inputs = { ...team, parameters, seed };
        const ids = idsOf(selectTeam(inputs));
        expect(isValidTeam(ids, inputs)).toBe(true);
        expect(worthOf(ids, inputs)).toBeGreaterThanOrEqual(worthOf(greedyIds(inputs), inputs) - 1e-12);
        expect(worthOf(ids, inputs)).toBeCloseTo(bestWorth(inputs), 9);
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same roster for the same seed", () => {
    fc.assert(
      fc.property(anyTeam, fc.nat(), (team, seed) => {
        expect(selectTeam({ ...team, parameters, seed })).toEqual(selectTeam({ ...team, parameters, seed }));
      }),
      { numRuns: 30 },
    );
  });
});

/** 60 agents, 12 capabilities and a history in which every pair has its own luck. */
function largeTeam(): SwarmInputs {
  const random = createRandom(7);
  const capabilities = Array.from({ length: 12 }, (_, index) => `c${index}`);
  return {
    catalogue: Array.from({ length: 60 }, (_, index) =>
      anAgent(`a${index}`, random.shuffle(capabilities).slice(0, 1 + random.int(3)), 1 + random.int(12)),
    ),
    roles: [],
    needs: capabilities.map((capability) => aNeed(capability)),
    outcomes: {
      of: (one, other) => {
        const luck = createRandom(Number(one.slice(1)) * 100 + Number(other.slice(1)));
        return { successes: luck.int(10), failures: luck.int(10) };
      },
    },
    parameters: GENETIC,
    seed: 3,
  };
}

describe("a deadline", () => {
  const cutAfter = (readings: number | null) => {
    let now = 0;
    const inputs = {
      ...largeTeam(),
      parameters: { ...GENETIC, time_limit_ms: readings },
      clock: { now: () => now++ },
    };
    const roster = selectTeam(inputs);
    return { roster, inputs, worth: worthOf(idsOf(roster), inputs) };
  };

  it("gives the best so far: valid at once, and never worse with more time", () => {
    let last = Number.NEGATIVE_INFINITY;
    for (const readings of [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610]) {
      const { roster, inputs, worth } = cutAfter(readings);
      expect(isValidTeam(idsOf(roster), inputs)).toBe(true);
      expect(roster.search.deadline_reached).toBe(true);
      expect(worth).toBeGreaterThanOrEqual(last);
      last = worth;
    }
    expect(last).toBeGreaterThan(cutAfter(0).worth);
  });

  it("starts from the greedy team", () => {
    const { inputs, worth } = cutAfter(0);
    expect(worth).toBeGreaterThanOrEqual(worthOf(greedyIds(inputs), inputs) - 1e-12);
  });

  it("is said to be reached only when it cut the search", () => {
    expect(cutAfter(null).roster.search.deadline_reached).toBe(false);
    const enough = cutAfter(1e9).roster;
    expect(enough.search.deadline_reached).toBe(false);
    expect(enough).toEqual(cutAfter(null).roster);
  });

  it("is not needed to stop: the number of rosters scored is bounded too", () => {
    const inputs = { ...largeTeam(), parameters: { ...GENETIC, max_evaluations: 1_000 } };
    const { search } = selectTeam(inputs);
    expect(search.evaluations).toBeLessThan(10_000);
    expect(search.deadline_reached).toBe(false);
  });
});

describe("parameters", () => {
  it("are JSON with defaults, and checked", () => {
    expect(SwarmParametersSchema.parse(JSON.parse(JSON.stringify(DEFAULT_SWARM_PARAMETERS)))).toEqual(
      DEFAULT_SWARM_PARAMETERS,
    );
    expect(SwarmParametersSchema.safeParse({ population: 1 }).success).toBe(false);
    expect(SwarmParametersSchema.safeParse({ mutation_rate: Number.NaN }).success).toBe(false);
    expect(SwarmParametersSchema.safeParse({ poulation: 10 }).success).toBe(false);
  });

  it("change the search: without generations only the first one is looked at", () => {
    const inputs = { ...largeTeam(), parameters: { ...GENETIC, generations: 0 } };
    expect(selectTeam(inputs).search).toMatchObject({ method: "genetic", generations: 0 });
    expect(selectTeam(largeTeam()).search.generations).toBeGreaterThan(0);
  });
});
