import { Candidate } from "./candidate.ts";
import { EPSILON } from "./local-search.ts";
import type { RosterProblem } from "./problem.ts";

/**
 * The best roster by scoring all 2^free of them, neighbours in Gray code order, so that each differs from the one
 * before by one agent. For few free agents only. Of equal rosters the first in that order wins.
 */
export function searchAll(problem: RosterProblem): { best: Uint8Array; evaluations: number } {
  const candidate = new Candidate(problem);
  const best = new Uint8Array(problem.free.length);
  let highest = Number.NEGATIVE_INFINITY;
  const total = 2 ** best.length;
  let value = 0;
  for (let step = 1; ; step += 1) {
    if (value > highest + EPSILON && candidate.feasible) {
      best.set(candidate.members);
      highest = value;
    }
    if (step === total) return { best, evaluations: total };
    const agent = trailingZeros(step);
    if (candidate.members[agent] === 1) {
      value += candidate.dropGain(agent);
      candidate.remove(agent);
    } else {
      value += candidate.addGain(agent);
      candidate.add(agent);
    }
  }
}

function trailingZeros(step: number): number {
  return 31 - Math.clz32(step & -step);
}
