import { Candidate } from "./candidate.ts";
import { EPSILON } from "./local-search.ts";
import type { RosterProblem } from "./problem.ts";

/**
 * The best roster by scoring all 2^free of them, neighbours in Gray code order, so that each differs from the one
 * before by one agent. Keeps `start` unless another is better. For few free agents only.
 */
export function searchAll(
  problem: RosterProblem,
  start: Uint8Array,
): { best: Uint8Array; evaluations: number } {
  const candidate = new Candidate(problem);
  const best = Uint8Array.from(start);
  candidate.load(start);
  let highest = candidate.value();
  candidate.load(new Uint8Array(start.length));
  const total = 2 ** start.length;
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
