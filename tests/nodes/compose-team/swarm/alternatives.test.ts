import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selectTeam } from "../../../../src/nodes/compose-team/select-team.ts";
import { rejectedAlternatives } from "../../../../src/nodes/compose-team/swarm/alternatives.ts";
import { aNeed, anAgent, anyTeam, idsOf, isValidTeam, worthOf } from "./support.ts";

describe("rejectedAlternatives", () => {
  it("names for everybody outside a valid roster, none of them better, and what it would lose", () => {
    fc.assert(
      fc.property(anyTeam, (inputs) => {
        const roster = selectTeam(inputs);
        const alternatives = rejectedAlternatives(inputs, roster);
        const outside = inputs.catalogue
          .map((agent) => agent.agent_id)
          .filter((id) => !idsOf(roster).includes(id));
        expect(alternatives.map((other) => other.agent_id).sort()).toEqual(outside.sort());
        for (const { agent_id, instead_of, loss } of alternatives) {
          const ids = [...idsOf(roster).filter((id) => id !== instead_of), agent_id];
          expect(isValidTeam(ids, inputs)).toBe(true);
          expect(worthOf(idsOf(roster), inputs) - worthOf(ids, inputs)).toBeCloseTo(loss, 5);
          expect(loss).toBeGreaterThan(-1e-6);
        }
        const losses = alternatives.map((other) => other.loss);
        expect(losses).toEqual(losses.toSorted((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });

  it("prefers a replacement to one more member and never replaces a required role", () => {
    const catalogue = [
      anAgent("cheap", ["art"], 1),
      anAgent("dear", ["art"], 4),
      anAgent("boss", ["art"], 9),
      anAgent("helper", ["x"], 2),
    ];
    const roles = ["boss", "helper"].map((agentId) => ({ agentId, reason: "required" }));
    const inputs = { catalogue, roles, needs: [aNeed("art")] };
    expect(rejectedAlternatives(inputs, selectTeam(inputs))).toEqual([
      { agent_id: "dear", instead_of: "cheap", loss: 0.003, price_difference: 3 },
    ]);
  });
});
