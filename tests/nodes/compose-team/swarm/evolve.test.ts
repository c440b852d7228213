import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Budget } from "../../../../src/nodes/compose-team/swarm/budget.ts";
import { Candidate } from "../../../../src/nodes/compose-team/swarm/candidate.ts";
import { evolve } from "../../../../src/nodes/compose-team/swarm/evolve.ts";
import { searchAll } from "../../../../src/nodes/compose-team/swarm/exhaustive.ts";
import { NO_OUTCOMES } from "../../../../src/nodes/compose-team/swarm/kinship.ts";
import { repair } from "../../../../src/nodes/compose-team/swarm/local-search.ts";
import { teamModel } from "../../../../src/nodes/compose-team/swarm/model.ts";
import { type RosterProblem, rosterProblem } from "../../../../src/nodes/compose-team/swarm/problem.ts";
import { createRandom } from "../../../../src/state/random.ts";
import type { SwarmParameters } from "../../../../src/state/swarm-parameters.ts";
import { aNeed, anAgent, anyTeam, GENETIC } from "./support.ts";

const anyProblem = anyTeam.map(({ catalogue, needs, roles, outcomes = NO_OUTCOMES }) =>
  rosterProblem(teamModel(catalogue, needs, outcomes, GENETIC), roles),
);

/** 40 agents in whose history every pair has its own luck: far too many rosters to try. */
function largeProblem(seed: number): RosterProblem {
  const random = createRandom(seed);
  const names = Array.from({ length: 10 }, (_, index) => `c${index}`);
  const agents = Array.from({ length: 40 }, (_, index) =>
    anAgent(`a${index}`, random.shuffle(names).slice(0, 1 + random.int(3)), 1 + random.int(12)),
  );
  const outcomes = { of: () => ({ successes: random.int(10), failures: random.int(10) }) };
  return rosterProblem(
    teamModel(
      agents,
      names.map((name) => aNeed(name)),
      outcomes,
      GENETIC,
    ),
    [],
  );
}

function feasibleStart(problem: RosterProblem, seed: number): Uint8Array {
  const candidate = new Candidate(problem);
  repair(candidate, createRandom(seed));
  return candidate.members.slice();
}

function valueOfMembers(problem: RosterProblem, members: Uint8Array): number {
  const candidate = new Candidate(problem);
  candidate.load(members);
  expect(candidate.feasible).toBe(true);
  return candidate.value();
}

function evolved(problem: RosterProblem, seed: number, changes: Partial<SwarmParameters> = {}) {
  const parameters = { ...GENETIC, ...changes };
  const budget = new Budget({
    maxEvaluations: parameters.max_evaluations,
    timeLimitMs: null,
    clock: { now: () => 0 },
  });
  const random = createRandom(seed);
  const { best, generations } = evolve(problem, feasibleStart(problem, seed), { parameters, random, budget });
  return { value: valueOfMembers(problem, best), generations, evaluations: budget.evaluations };
}

describe("evolve", () => {
  it("is elitist: more generations are never worse, nor is any worse than the start", () => {
    for (const seed of [1, 2, 3]) {
      const problem = largeProblem(seed);
      let last = valueOfMembers(problem, feasibleStart(problem, seed));
      for (const generations of [0, 1, 2, 4, 8]) {
        const { value } = evolved(problem, seed, { generations, population: 6, stagnation: 100 });
        expect(value).toBeGreaterThanOrEqual(last);
        last = value;
      }
    }
  });

  it("breeds better rosters than its first generation holds", () => {
    let better = 0;
    for (let seed = 0; seed < 20; seed += 1) {
      const problem = largeProblem(seed);
      const few = { population: 3, tournament: 2, elite: 1 };
      const first = evolved(problem, seed, { ...few, generations: 0 });
      const last = evolved(problem, seed, { ...few, generations: 40, stagnation: 40 });
      if (last.value > first.value + 1e-9) better += 1;
    }
    expect(better).toBeGreaterThan(3);
  });

  it("stops when it stagnates", () => {
    const problem = largeProblem(4);
    const { generations } = evolved(problem, 4, { generations: 1_000, stagnation: 3 });
    expect(generations).toBeGreaterThanOrEqual(3);
    expect(generations).toBeLessThan(50);
    expect(evolved(problem, 4, { generations: 2, stagnation: 1_000 }).generations).toBe(2);
  });

  it("takes any parameters: no crossover, no or all mutation, a population of two", () => {
    const problem = largeProblem(5);
    for (const changes of [
      { crossover_rate: 0 },
      { mutation_rate: 0 },
      { mutation_rate: 1 },
      { population: 2, elite: 2 },
      { population: 2, elite: 9, tournament: 9 },
    ]) {
      const start = valueOfMembers(problem, feasibleStart(problem, 5));
      expect(evolved(problem, 5, { ...changes, generations: 5 }).value).toBeGreaterThanOrEqual(start);
    }
  });

  it("ends where there is hardly anything to choose from", () => {
    fc.assert(
      fc.property(anyProblem, fc.nat(), (problem, seed) => {
        fc.pre(problem.free.length > 0 && problem.free.length <= 3);
        const best = searchAll(problem).best;
        expect(evolved(problem, seed).value).toBeCloseTo(valueOfMembers(problem, best), 9);
      }),
    );
  });
});

describe("searchAll", () => {
  it("scores each roster once and finds the best feasible one", () => {
    fc.assert(
      fc.property(anyProblem, (problem) => {
        const { best, evaluations } = searchAll(problem);
        const count = problem.free.length;
        expect(evaluations).toBe(2 ** count);
        let highest = Number.NEGATIVE_INFINITY;
        const candidate = new Candidate(problem);
        for (let mask = 0; mask < 2 ** count; mask += 1) {
          candidate.load(Uint8Array.from(problem.free, (_, place) => (mask >> place) & 1));
          if (candidate.feasible) highest = Math.max(highest, candidate.value());
        }
        expect(valueOfMembers(problem, best)).toBeCloseTo(highest, 9);
      }),
      { numRuns: 50 },
    );
  });

  it("has one answer when nothing is left to decide", () => {
    const agents = ["p", "q", "s"].map((id) => anAgent(id, [id]));
    const roles = agents.map(({ agent_id }) => ({ agentId: agent_id, reason: "required" }));
    const problem = rosterProblem(teamModel(agents, [aNeed("p")], NO_OUTCOMES, GENETIC), roles);
    expect(searchAll(problem)).toEqual({ best: new Uint8Array(0), evaluations: 1 });
  });
});

describe("Budget", () => {
  it("is spent by rosters scored or by time, and only time is a deadline", () => {
    let now = 0;
    const clock = { now: () => now };
    const budget = new Budget({ maxEvaluations: 10, timeLimitMs: 5, clock });
    expect(budget.isSpent()).toBe(false);
    budget.spend(10);
    expect(budget).toMatchObject({ evaluations: 10, deadlineReached: false });
    expect(budget.isSpent()).toBe(true);
    const timed = new Budget({ maxEvaluations: 10, timeLimitMs: 5, clock });
    now = 4;
    expect(timed.isSpent()).toBe(false);
    now = 5;
    expect(timed.isSpent()).toBe(true);
    expect(timed.deadlineReached).toBe(true);
  });

  it("does not look at the clock without a time limit", () => {
    const clock = {
      now: () => {
        throw new Error("nobody asked for the time");
      },
    };
    expect(new Budget({ maxEvaluations: 1, timeLimitMs: null, clock }).isSpent()).toBe(false);
  });
});
