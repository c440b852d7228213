import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Candidate } from "../../../../src/nodes/compose-team/swarm/candidate.ts";
import { NO_OUTCOMES } from "../../../../src/nodes/compose-team/swarm/kinship.ts";
import { teamModel } from "../../../../src/nodes/compose-team/swarm/model.ts";
import { rosterProblem } from "../../../../src/nodes/compose-team/swarm/problem.ts";
import { anyTeam, GENETIC } from "./support.ts";

const anyProblem = anyTeam.map(({ catalogue, needs, roles, outcomes = NO_OUTCOMES }) =>
  rosterProblem(teamModel(catalogue, needs, outcomes, GENETIC), roles),
);

describe("Candidate", () => {
  it("keeps value, coverage and gains right through any changes", () => {
    fc.assert(
      fc.property(anyProblem, fc.array(fc.nat(50), { maxLength: 30 }), (problem, flips) => {
        fc.pre(problem.free.length > 0);
        const candidate = new Candidate(problem);
        for (const flip of flips) {
          const agent = flip % problem.free.length;
          const before = candidate.value();
          const member = candidate.members[agent] === 1;
          const gain = member ? candidate.dropGain(agent) : candidate.addGain(agent);
          const promised = !member || candidate.canDrop(agent);
          const wasFeasible = candidate.feasible;
          if (member) candidate.remove(agent);
          else candidate.add(agent);
          expect(candidate.value() - before).toBeCloseTo(gain, 9);
          if (wasFeasible) expect(candidate.feasible).toBe(promised);
        }
        const unfilled = problem.fillers.filter(
          (who) => !who.some((agent) => candidate.members[agent] === 1),
        );
        expect(candidate.unfilled).toBe(unfilled.length);
        expect(candidate.size).toBe(candidate.members.reduce((sum, bit) => sum + bit, 0));
        const loaded = new Candidate(problem);
        loaded.load(candidate.members);
        expect(loaded.value()).toBe(candidate.value());
        expect(loaded.unfilled).toBe(candidate.unfilled);
      }),
    );
  });

  it("scores swaps as what they come to", () => {
    fc.assert(
      fc.property(anyProblem, fc.nat(), fc.nat(), (problem, one, other) => {
        const count = problem.free.length;
        fc.pre(count >= 2 && one % count !== other % count);
        const [out, into] = [one % count, other % count];
        const candidate = new Candidate(problem);
        for (let agent = 0; agent < count; agent += 1) if (agent !== into) candidate.add(agent);
        const before = candidate.value();
        const gain = candidate.swapGain(out, into);
        const allowed = candidate.canSwap(out, into);
        const wasFeasible = candidate.feasible;
        candidate.remove(out);
        candidate.add(into);
        expect(candidate.value() - before).toBeCloseTo(gain, 9);
        if (wasFeasible) expect(candidate.feasible).toBe(allowed);
      }),
    );
  });
});
