import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selectTeam } from "../../../../src/nodes/compose-team/select-team.ts";
import {
  cooperationBenefit,
  jointOutcomes,
  relatedness,
} from "../../../../src/nodes/compose-team/swarm/kinship.ts";
import { DEFAULT_SWARM_PARAMETERS, SwarmParametersSchema } from "../../../../src/state/swarm-parameters.ts";
import { anAgent, idsOf } from "./support.ts";

const { cooperation } = DEFAULT_SWARM_PARAMETERS;

describe("jointOutcomes", () => {
  it("counts the businesses of each pair by how they ended, in either order of the two", () => {
    const outcomes = jointOutcomes([
      { team: ["builder", "qa", "ux"], success: true },
      { team: ["qa", "builder"], success: false },
      { team: ["qa", "builder", "qa"], success: true },
    ]);
    expect(outcomes.of("builder", "qa")).toEqual({ successes: 2, failures: 1 });
    expect(outcomes.of("qa", "builder")).toEqual({ successes: 2, failures: 1 });
    expect(outcomes.of("ux", "qa")).toEqual({ successes: 1, failures: 0 });
    expect(outcomes.of("ux", "deploy")).toBeUndefined();
    expect(outcomes.of("qa", "qa")).toBeUndefined();
  });
});

describe("relatedness", () => {
  it("is the share of common capabilities above the base", () => {
    const base = { base_relatedness: 0.2 };
    expect(relatedness(0, 5, base)).toBe(0.2);
    expect(relatedness(5, 5, base)).toBe(1);
    expect(relatedness(1, 4, base)).toBeCloseTo(0.2 + 0.8 / 4, 12);
    expect(relatedness(0, 0, base)).toBe(0.2);
  });
});

describe("cooperationBenefit", () => {
  it("is neutral without a record and when success is as likely as the prior says", () => {
    expect(cooperationBenefit(undefined, cooperation)).toBe(0);
    expect(cooperationBenefit({ successes: 4, failures: 4 }, cooperation)).toBe(0);
  });

  it("follows the Beta posterior: more evidence, further from the prior, never beyond half the scale", () => {
    const benefit = (successes: number, failures: number) =>
      cooperationBenefit({ successes, failures }, { ...cooperation, benefit: 1 });
    expect(benefit(1, 0)).toBeCloseTo(2 / 3 - 1 / 2, 12);
    expect(benefit(9, 0)).toBeCloseTo(10 / 11 - 1 / 2, 12);
    expect(benefit(0, 9)).toBeCloseTo(1 / 11 - 1 / 2, 12);
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_000), (successes, failures) => {
        expect(Math.abs(benefit(successes, failures))).toBeLessThan(0.5);
        expect(benefit(successes + 1, failures)).toBeGreaterThan(benefit(successes, failures));
        expect(benefit(successes, failures + 1)).toBeLessThan(benefit(successes, failures));
      }),
    );
  });
});

describe("Hamilton's rule", () => {
  it("switches at r x b = c: an agent joins its kin exactly when cooperating is worth more than it costs", () => {
    let joined = 0;
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.nat(20),
        fc.integer({ min: 0, max: 4 }),
        fc.double({ min: 0, max: 0.4, noNaN: true }),
        (successes, failures, shared, c) => {
          const base = ["k0", "k1", "k2", "k3"];
          const newcomer = [...base.slice(0, shared), ...base.slice(shared).map((name) => `other-${name}`)];
          const parameters = SwarmParametersSchema.parse({
            weights: { price: 0, member: 0, pair: c },
            cooperation: { benefit: 1 },
          });
          const roster = selectTeam({
            catalogue: [anAgent("x", newcomer), ...["p", "q", "s"].map((id) => anAgent(id, base))],
            roles: ["p", "q", "s"].map((agentId) => ({ agentId, reason: "required" })),
            needs: [],
            outcomes: { of: () => ({ successes, failures }) },
            parameters,
          });
          const r = 0.1 + 0.9 * (shared / (8 - shared));
          const b = (1 + successes) / (2 + successes + failures) - 0.5;
          fc.pre(Math.abs(r * b - c) > 1e-9);
          expect(idsOf(roster).includes("x")).toBe(r * b > c);
          if (r * b > c) joined += 1;
        },
      ),
      { numRuns: 400 },
    );
    expect(joined).toBeGreaterThan(20);
  });
});
