import { type Objective, rosterValue } from "./objective.ts";

export interface Optimum {
  readonly mask: number;
  readonly value: number;
  readonly nodes: number;
}

/**
 * The best roster, exactly, by branch and bound. Throws when no roster is feasible.
 *
 * Bound: an undecided agent adds at most u = what it adds to the chosen ones + half of each positive pair with
 * another undecided one (a pair is shared by its two ends). Positive u's may all join; for needs still open,
 * dual ascent of set covering over the costs max(0, -u) says what covering them costs at least.
 */
export function exactOptimum(objective: Objective): Optimum {
  const search = new BranchAndBound(objective);
  const undecided = (2 ** objective.size - 1) & ~objective.required;
  search.branch(objective.required, undecided, rosterValue(objective, objective.required));
  if (search.mask < 0) throw new Error("no roster is feasible");
  return { mask: search.mask, value: rosterValue(objective, search.mask), nodes: search.nodes };
}

class BranchAndBound {
  mask = -1;
  nodes = 0;
  #highest = Number.NEGATIVE_INFINITY;
  readonly #objective: Objective;

  constructor(objective: Objective) {
    this.#objective = objective;
  }

  branch(chosen: number, undecided: number, value: number): void {
    this.nodes += 1;
    const { fillers, minimum } = this.#objective;
    const open = fillers.filter((who) => (who & chosen) === 0).map((who) => who & undecided);
    if (open.includes(0) || bits(chosen) + bits(undecided) < minimum) return;
    if (open.length === 0 && bits(chosen) >= minimum && value > this.#highest) {
      this.#highest = value;
      this.mask = chosen;
    }
    if (undecided === 0) return;
    const { gains, optimistic } = this.#gains(chosen, undecided);
    if (value + this.#bound(undecided, open, optimistic) <= this.#highest) return;
    const agent = this.#branchingAgent(undecided, open, optimistic);
    const rest = undecided & ~(1 << agent);
    this.branch(chosen | (1 << agent), rest, value + (gains[agent] as number));
    this.branch(chosen, rest, value);
  }

  /** What each undecided agent adds to the chosen ones, and at most with undecided colleagues. */
  #gains(chosen: number, undecided: number): { gains: number[]; optimistic: number[] } {
    const { size, solo, pair } = this.#objective;
    const gains = new Array<number>(size).fill(0);
    const optimistic = new Array<number>(size).fill(0);
    for (let one = 0; one < size; one += 1) {
      if ((undecided & (1 << one)) === 0) continue;
      const row = pair[one] as number[];
      let gain = solo[one] as number;
      let hope = 0;
      for (let other = 0; other < size; other += 1) {
        if (other === one) continue;
        if ((chosen & (1 << other)) !== 0) gain += row[other] as number;
        else if ((undecided & (1 << other)) !== 0) hope += Math.max(0, row[other] as number) / 2;
      }
      gains[one] = gain;
      optimistic[one] = gain + hope;
    }
    return { gains, optimistic };
  }

  #bound(undecided: number, open: readonly number[], optimistic: readonly number[]): number {
    let bound = 0;
    const slack = optimistic.map((most, agent) => {
      if ((undecided & (1 << agent)) !== 0 && most > 0) bound += most;
      return Math.max(0, -most);
    });
    for (const who of open.toSorted((a, b) => bits(a) - bits(b))) {
      let least = Number.POSITIVE_INFINITY;
      for (let agent = 0; agent < slack.length; agent += 1)
        if ((who & (1 << agent)) !== 0) least = Math.min(least, slack[agent] as number);
      bound -= least;
      for (let agent = 0; agent < slack.length; agent += 1)
        if ((who & (1 << agent)) !== 0) slack[agent] = (slack[agent] as number) - least;
    }
    return bound;
  }

  /** The most promising filler of the need with the fewest, or the most promising of all. */
  #branchingAgent(undecided: number, open: readonly number[], optimistic: readonly number[]): number {
    const scarcest = open.reduce((a, b) => (bits(b) < bits(a) ? b : a), undecided);
    let chosen = -1;
    for (let agent = 0; agent < optimistic.length; agent += 1) {
      if ((scarcest & (1 << agent)) === 0) continue;
      if (chosen < 0 || (optimistic[agent] as number) > (optimistic[chosen] as number)) chosen = agent;
    }
    return chosen;
  }
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
