import type { Random } from "../../../state/random.ts";
import type { SwarmParameters } from "../../../state/swarm-parameters.ts";
import type { Budget } from "./budget.ts";
import { Candidate } from "./candidate.ts";
import { climb, EPSILON, repair } from "./local-search.ts";
import type { RosterProblem } from "./problem.ts";

interface Individual {
  readonly members: Uint8Array;
  readonly value: number;
}

export interface Evolved {
  readonly best: Uint8Array;
  readonly generations: number;
}

interface Setting {
  readonly parameters: SwarmParameters;
  readonly random: Random;
  readonly budget: Budget;
}

/**
 * The genetic algorithm of guide 6.2, memetic: every child is repaired until it covers all needs, then climbs to
 * the nearest local optimum. Elitist, so the best never gets worse and may be taken at any time; never worse than
 * the feasible `seed`. Same inputs and random source, same result, unless the budget's deadline cuts it.
 */
export function evolve(problem: RosterProblem, seed: Uint8Array, setting: Setting): Evolved {
  return new Swarm(problem, setting).run(seed);
}

class Swarm {
  readonly #parameters: SwarmParameters;
  readonly #random: Random;
  readonly #budget: Budget;
  readonly #candidate: Candidate;
  readonly #mutationRate: number;

  constructor(problem: RosterProblem, { parameters, random, budget }: Setting) {
    this.#parameters = parameters;
    this.#random = random;
    this.#budget = budget;
    this.#candidate = new Candidate(problem);
    // At least one change a child on average, however few agents there are.
    this.#mutationRate = Math.max(parameters.mutation_rate, 1 / Math.max(1, problem.free.length));
  }

  run(seed: Uint8Array): Evolved {
    const { generations, stagnation } = this.#parameters;
    let population = this.#firstGeneration(seed);
    let best = population[0] as Individual;
    let generation = 0;
    for (let idle = 0; generation < generations && idle < stagnation; generation += 1) {
      if (this.#budget.isSpent()) break;
      population = this.#nextGeneration(population);
      const [leader = best] = population;
      idle = leader.value > best.value + EPSILON ? 0 : idle + 1;
      if (leader.value > best.value) best = leader;
    }
    return { best: best.members, generations: generation };
  }

  /** The seed, what it climbs to, and random rosters. */
  #firstGeneration(seed: Uint8Array): Individual[] {
    this.#candidate.load(seed);
    const start = { members: seed.slice(), value: this.#candidate.value() };
    const pool = new Pool([start]);
    pool.add(this.#grow(seed));
    this.#fill(pool, () => this.#immigrant());
    return pool.ranked();
  }

  #nextGeneration(population: readonly Individual[]): Individual[] {
    const pool = new Pool(population.slice(0, this.#parameters.elite));
    this.#fill(pool, () => this.#child(population));
    return pool.ranked();
  }

  /** Adds new individuals until the population is full. A child that is there already makes way for an immigrant. */
  #fill(pool: Pool, breed: () => Individual): void {
    const { population } = this.#parameters;
    for (let births = 0; pool.size < population && births < 2 * population; births += 1) {
      if (this.#budget.isSpent()) return;
      // What the deadline cut short is kept, and nothing new begun, so that more time never gives a worse roster.
      if (!pool.add(breed()) && !this.#budget.isSpent()) pool.add(this.#immigrant());
    }
  }

  #child(population: readonly Individual[]): Individual {
    const { crossover_rate } = this.#parameters;
    const mother = this.#parent(population).members;
    const father = this.#random.next() < crossover_rate ? this.#parent(population).members : mother;
    // Uniform crossover and mutation: a gene comes from either parent and may flip.
    const genes = mother.map((gene, agent) => {
      const inherited = this.#random.next() < 0.5 ? gene : (father[agent] as number);
      return this.#random.next() < this.#mutationRate ? 1 - inherited : inherited;
    });
    return this.#grow(genes);
  }

  /** The fittest of a few at random (tournament selection). The population is sorted, best first. */
  #parent(population: readonly Individual[]): Individual {
    let place = population.length - 1;
    for (let round = 0; round < this.#parameters.tournament; round += 1)
      place = Math.min(place, this.#random.int(population.length));
    return population[place] as Individual;
  }

  #immigrant(): Individual {
    const density = this.#random.next() * 0.6;
    return this.#grow(this.#candidate.members.map(() => (this.#random.next() < density ? 1 : 0)));
  }

  #grow(genes: Uint8Array): Individual {
    this.#candidate.load(genes);
    repair(this.#candidate, this.#random);
    climb(this.#candidate, this.#budget);
    return { members: this.#candidate.members.slice(), value: this.#candidate.value() };
  }
}

/** Rosters, each once. */
class Pool {
  readonly #byMembers = new Map<string, Individual>();

  constructor(individuals: readonly Individual[]) {
    for (const individual of individuals) this.add(individual);
  }

  get size(): number {
    return this.#byMembers.size;
  }

  /** False when the roster is there already. */
  add(individual: Individual): boolean {
    const key = individual.members.join("");
    if (this.#byMembers.has(key)) return false;
    this.#byMembers.set(key, individual);
    return true;
  }

  /** Best first; the sort is stable, so ties keep the order of birth. */
  ranked(): Individual[] {
    return [...this.#byMembers.values()].sort((a, b) => b.value - a.value);
  }
}
