import type { Random } from "../../../state/random.ts";
import type { Budget } from "./budget.ts";
import type { Candidate } from "./candidate.ts";

/** A gain below this is rounding, not a better roster. */
export const EPSILON = 1e-12;

/**
 * Makes any roster feasible: an unfilled need at a time, in random order, gets the filler with the best change of
 * fitness per need it fills; then whoever costs least joins until the team is large enough.
 */
export function repair(candidate: Candidate, random: Random): void {
  const { fillers, minimum, free } = candidate.problem;
  if (candidate.unfilled > 0) {
    for (const need of random.shuffle([...fillers.keys()])) {
      if (candidate.isFilled(need)) continue;
      candidate.add(best(fillers[need] as readonly number[], (agent) => worth(candidate, agent)));
    }
  }
  while (candidate.size < minimum) {
    const outside = [...free.keys()].filter((agent) => candidate.members[agent] === 0);
    candidate.add(best(outside, (agent) => candidate.addGain(agent)));
  }
}

function worth(candidate: Candidate, agent: number): number {
  const gain = candidate.addGain(agent);
  // A cost is shared by the needs it fills; a gain counts for each.
  return gain < 0 ? gain / candidate.newlyFilled(agent) : gain * candidate.newlyFilled(agent);
}

function best(agents: readonly number[], score: (agent: number) => number): number {
  let chosen = agents[0] as number;
  let highest = Number.NEGATIVE_INFINITY;
  for (const agent of agents) {
    const value = score(agent);
    if (value > highest) [chosen, highest] = [agent, value];
  }
  return chosen;
}

/**
 * Climbs from a feasible roster to one that no join, leave or swap betters, always by the best of them, or as far
 * as the budget goes. Feasible at every step.
 */
export function climb(candidate: Candidate, budget: Budget): void {
  while (!budget.isSpent() && improve(candidate, budget));
}

/** Makes the best single change; false when none is for the better. */
function improve(candidate: Candidate, budget: Budget): boolean {
  const count = candidate.members.length;
  let highest = EPSILON;
  let out = -1;
  let into = -1;
  let scored = 0;
  for (let one = 0; one < count; one += 1) {
    scored += 1;
    if (candidate.members[one] === 0) {
      const gain = candidate.addGain(one);
      if (gain > highest) [highest, out, into] = [gain, -1, one];
      continue;
    }
    const gain = candidate.dropGain(one);
    if (gain > highest && candidate.canDrop(one)) [highest, out, into] = [gain, one, -1];
    for (let other = 0; other < count; other += 1) {
      if (candidate.members[other] === 1) continue;
      scored += 1;
      const swap = candidate.swapGain(one, other);
      if (swap > highest && candidate.canSwap(one, other)) [highest, out, into] = [swap, one, other];
    }
  }
  budget.spend(scored);
  if (out < 0 && into < 0) return false;
  if (out >= 0) candidate.remove(out);
  if (into >= 0) candidate.add(into);
  return true;
}
