import type { RosterProblem } from "./problem.ts";

/**
 * A roster under construction: which free agents are on it, with everything kept up to date that scoring a
 * change needs, so that joining, leaving and swapping cost O(1) to score and O(agents) to do.
 */
export class Candidate {
  readonly problem: RosterProblem;
  /** 1 = the free agent at this position is a member. */
  readonly members: Uint8Array;
  size = 0;
  /** Needs that nobody fills. */
  unfilled: number;
  /** Change of fitness when the agent joins the others; of a member: what leaving would cost. */
  readonly #gains: Float64Array;
  /** How many members fill each need. */
  readonly #counts: Uint16Array;

  constructor(problem: RosterProblem) {
    this.problem = problem;
    this.members = new Uint8Array(problem.free.length);
    this.unfilled = problem.fillers.length;
    this.#gains = Float64Array.from(problem.join);
    this.#counts = new Uint16Array(problem.fillers.length);
  }

  /** Makes this the roster with exactly these members. */
  load(members: Uint8Array): void {
    this.members.fill(0);
    this.size = 0;
    this.unfilled = this.problem.fillers.length;
    this.#gains.set(this.problem.join);
    this.#counts.fill(0);
    for (let agent = 0; agent < members.length; agent += 1) if (members[agent] === 1) this.add(agent);
  }

  get feasible(): boolean {
    return this.unfilled === 0 && this.size >= this.problem.minimum;
  }

  /** Fitness above that of the fixed members alone; the same for the same members, however they got there. */
  value(): number {
    const { join, pair } = this.problem;
    const count = this.members.length;
    let sum = 0;
    for (let one = 0; one < count; one += 1) {
      if (this.members[one] === 0) continue;
      sum += join[one] as number;
      for (let other = 0; other < one; other += 1)
        if (this.members[other] === 1) sum += pair[one * count + other] as number;
    }
    return sum;
  }

  add(agent: number): void {
    this.members[agent] = 1;
    this.size += 1;
    for (const need of this.problem.fills[agent] as readonly number[]) {
      if (this.#counts[need] === 0) this.unfilled -= 1;
      (this.#counts[need] as number)++;
    }
    this.#shiftGains(agent, 1);
  }

  remove(agent: number): void {
    this.members[agent] = 0;
    this.size -= 1;
    for (const need of this.problem.fills[agent] as readonly number[]) {
      (this.#counts[need] as number)--;
      if (this.#counts[need] === 0) this.unfilled += 1;
    }
    this.#shiftGains(agent, -1);
  }

  #shiftGains(agent: number, sign: 1 | -1): void {
    const gains = this.#gains;
    const { pair } = this.problem;
    const row = agent * gains.length;
    for (let other = 0; other < gains.length; other += 1)
      gains[other] = (gains[other] as number) + sign * (pair[row + other] as number);
  }

  isFilled(need: number): boolean {
    return (this.#counts[need] as number) > 0;
  }

  /** How many unfilled needs the agent would fill. */
  newlyFilled(agent: number): number {
    let filled = 0;
    for (const need of this.problem.fills[agent] as readonly number[])
      if (this.#counts[need] === 0) filled += 1;
    return filled;
  }

  addGain(agent: number): number {
    return this.#gains[agent] as number;
  }

  dropGain(agent: number): number {
    return -(this.#gains[agent] as number);
  }

  swapGain(out: number, into: number): number {
    const pair = this.problem.pair[out * this.members.length + into] as number;
    return (this.#gains[into] as number) - (this.#gains[out] as number) - pair;
  }

  /** True when the roster stays feasible without the member. */
  canDrop(agent: number): boolean {
    if (this.size <= this.problem.minimum) return false;
    for (const need of this.problem.fills[agent] as readonly number[])
      if (this.#counts[need] === 1) return false;
    return true;
  }

  /** True when the roster stays feasible with the one in the other's place. */
  canSwap(out: number, into: number): boolean {
    const replacement = this.problem.fills[into] as readonly number[];
    for (const need of this.problem.fills[out] as readonly number[])
      if (this.#counts[need] === 1 && !replacement.includes(need)) return false;
    return true;
  }
}
