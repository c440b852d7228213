import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fills } from "../../../../src/nodes/compose-team/needs.ts";
import type { SwarmInputs } from "../../../../src/nodes/compose-team/select-team.ts";
import { jointOutcomes, NO_OUTCOMES } from "../../../../src/nodes/compose-team/swarm/kinship.ts";
import { fitness, fitnessParts, teamModel } from "../../../../src/nodes/compose-team/swarm/model.ts";
import { rosterProblem } from "../../../../src/nodes/compose-team/swarm/problem.ts";
import { DEFAULT_SWARM_PARAMETERS } from "../../../../src/state/swarm-parameters.ts";
import { aNeed, anAgent, anyTeam } from "./support.ts";

const catalogue = [
  anAgent("one", ["a", "b"], 10),
  anAgent("two", ["b", "c"], 1),
  anAgent("three", ["c"], 2),
  anAgent("four", ["d"], 3),
  anAgent("five", ["x"], 0),
];
const role = (agentId: string) => ({ agentId, reason: "required" });

function modelOf({ catalogue: agents, needs, outcomes = NO_OUTCOMES }: SwarmInputs) {
  return teamModel(agents, needs, outcomes, DEFAULT_SWARM_PARAMETERS);
}

describe("teamModel", () => {
  it("finds for each need exactly those who fill it alone", () => {
    fc.assert(
      fc.property(anyTeam, fc.array(fc.constantFrom("a0", "a1", "a2")), (inputs, avoid) => {
        const needs = inputs.needs.map((need) => ({ ...need, avoid }));
        const model = modelOf({ ...inputs, needs });
        for (const { need, fillers } of model.needs)
          expect(fillers.map((index) => inputs.catalogue[index])).toEqual(
            inputs.catalogue.filter((agent) => fills(agent, need)),
          );
        expect(model.impossible).toEqual(
          needs.filter((need) => !inputs.catalogue.some((agent) => fills(agent, need))),
        );
      }),
    );
  });

  it("adds up coverage, kin, prices and size", () => {
    const outcomes = jointOutcomes([{ team: ["one", "two"], success: true }]);
    const model = modelOf({ catalogue, roles: [], needs: [aNeed("a"), aNeed("magic")], outcomes });
    const parts = fitnessParts(model, [0, 1, 2]);
    // r = 0.1 + 0.9 x 1/3 of shared capabilities; b = 0.01 x (2/3 - 1/2).
    expect(parts.kin).toBeCloseTo(0.4 * 0.01 * (2 / 3 - 1 / 2), 12);
    expect(parts.coverage).toBe(0.5);
    expect(parts.cost).toBeCloseTo(-0.013, 12);
    expect(parts.size).toBeCloseTo(-3 * 0.01 - 3 * 0.0005, 12);
    expect(fitness(parts)).toBeCloseTo(0.5 + parts.kin - 0.013 - 0.0315, 12);
  });

  it.each([
    ["a duplicate agent", [...catalogue, anAgent("two", ["a"])]],
    ["a negative price", [...catalogue, anAgent("six", ["a"], -1)]],
    ["a price that is no number", [...catalogue, anAgent("six", ["a"], Number.NaN)]],
    ["an infinite price", [...catalogue, anAgent("six", ["a"], Number.POSITIVE_INFINITY)]],
    ["a price beyond all reason", [...catalogue, anAgent("six", ["a"], 1e308)]],
    ["a missing price", [...catalogue, { ...anAgent("six", ["a"]), price_usd_per_hour: undefined as never }]],
  ])("refuses %s", (_what, agents) => {
    expect(() => modelOf({ catalogue: agents, roles: [], needs: [] })).toThrowError(
      expect.objectContaining({ code: "CATALOGUE_INVALID" }),
    );
  });
});

describe("rosterProblem", () => {
  it("fixes roles and whoever alone can fill a need, and leaves out who can't be worth the price", () => {
    const needs = [aNeed("a"), aNeed("b"), aNeed("c"), aNeed("d")];
    const problem = rosterProblem(modelOf({ catalogue, roles: [], needs }), [role("four")]);
    // "one" is the only one for a (and so fills b); c is between "two" and "three"; two more make a team of three.
    expect([...problem.fixed]).toEqual([
      [3, "required"],
      [0, "the only one who can do a"],
    ]);
    expect(problem.free).toEqual([1, 2, 4]);
    expect(problem.fillers).toEqual([[0, 1]]);
    expect(problem.fills).toEqual([[0], [0], []]);
    expect(problem.minimum).toBe(1);
    const full = rosterProblem(modelOf({ catalogue, roles: [], needs }), [role("four"), role("five")]);
    expect(full.free).toEqual([1, 2]);
  });

  it("keeps an agent that fills nothing while its colleagues may be worth its price", () => {
    const outcomes = { of: () => ({ successes: 1_000, failures: 0 }) };
    const roles = [role("one"), role("two"), role("three")];
    const { agents, needs } = { agents: catalogue, needs: [] };
    const { weights, cooperation } = DEFAULT_SWARM_PARAMETERS;
    const dear = teamModel(agents, needs, outcomes, { weights, cooperation });
    expect(rosterProblem(dear, roles).free).toEqual([]);
    const close = teamModel(agents, needs, outcomes, {
      weights,
      cooperation: { ...cooperation, benefit: 1 },
    });
    expect(rosterProblem(close, roles).free).toEqual([3, 4]);
  });

  it("fails with a code when a role or three agents are missing", () => {
    const impossible = expect.objectContaining({ code: "TEAM_IMPOSSIBLE" });
    const model = modelOf({ catalogue, roles: [], needs: [] });
    expect(() => rosterProblem(model, [role("astronaut")])).toThrowError(impossible);
    for (const agents of [[], catalogue.slice(0, 2)])
      expect(() => rosterProblem(modelOf({ catalogue: agents, roles: [], needs: [] }), [])).toThrowError(
        impossible,
      );
  });
});
