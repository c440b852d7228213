import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { greedyTeam } from "../../../src/nodes/compose-team/greedy-team.ts";
import { fills } from "../../../src/nodes/compose-team/needs.ts";
import { aNeed, anAgent, anyTeam, greedyIds, isValidTeam } from "./swarm/support.ts";

const role = (agentId: string) => ({ agentId, reason: "required" });

/** What the greedy choice minimises: each member counts 1 and its price. */
function costOf(agents: readonly { price_usd_per_hour: number }[]): number {
  return agents.reduce((sum, agent) => sum + 1 + agent.price_usd_per_hour, 0);
}

describe("greedyTeam", () => {
  it("takes the agent with the most unmet needs per dollar and takes off who turned out redundant", () => {
    const catalogue = [
      anAgent("filler", ["x"], 9),
      anAgent("ab", ["a", "b"], 1),
      anAgent("bc", ["b", "c"], 2),
      anAgent("cd", ["c", "d"], 1),
      anAgent("last", ["y"], 8),
    ];
    const needs = [aNeed("a"), aNeed("b"), aNeed("c"), aNeed("d")];
    // The cover is ab and cd; the cheapest of the rest makes three.
    expect(greedyIds({ catalogue, roles: [], needs })).toEqual(["ab", "bc", "cd"]);
    expect(greedyIds({ catalogue, roles: [role("filler")], needs })).toEqual(["filler", "ab", "cd"]);
  });

  it("makes valid teams, the same every time", () => {
    fc.assert(
      fc.property(anyTeam, (inputs) => {
        expect(isValidTeam(greedyIds(inputs), inputs)).toBe(true);
        expect(greedyTeam(inputs)).toEqual(greedyTeam(inputs));
      }),
    );
  });

  it("costs at most H(d) times the cheapest cover, d being the most needs that one agent fills", () => {
    fc.assert(
      fc.property(anyTeam, (given) => {
        const { catalogue } = given;
        const needs = given.needs.filter((need) => catalogue.some((agent) => fills(agent, need)));
        // Three who fill nothing are there already, so that nobody is added to make a team of three.
        const crowd = ["r0", "r1", "r2"].map((id) => anAgent(id, ["nothing"]));
        const roles = crowd.map((agent) => role(agent.agent_id));
        const team = greedyTeam({ catalogue: [...crowd, ...catalogue], roles, needs });
        let cheapest = Number.POSITIVE_INFINITY;
        for (let mask = 0; mask < 2 ** catalogue.length; mask += 1) {
          const members = catalogue.filter((_, index) => (mask & (1 << index)) !== 0);
          if (needs.every((need) => members.some((agent) => fills(agent, need))))
            cheapest = Math.min(cheapest, costOf(members));
        }
        const most = Math.max(...catalogue.map((agent) => needs.filter((need) => fills(agent, need)).length));
        let harmonic = 0;
        for (let index = 1; index <= most; index += 1) harmonic += 1 / index;
        expect(costOf(team) - costOf(crowd)).toBeLessThanOrEqual(harmonic * cheapest + 1e-9);
      }),
      { numRuns: 60 },
    );
  });
});
