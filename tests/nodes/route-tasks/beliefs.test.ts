import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Beliefs } from "../../../src/nodes/route-tasks/beliefs.ts";
import { type AgentProfile, TIERS, type Tier } from "../../../src/state/agent.ts";
import { DIFFICULTIES, type Difficulty } from "../../../src/state/routing.ts";
import type { OutcomeTally } from "../../../src/stores/outcome-log.ts";

type Cell = OutcomeTally["cells"][number];

function tally(cells: Partial<Cell>[], weight = 1): OutcomeTally {
  const full = cells.map((cell) => ({
    agent_id: "a",
    tier: "standard" as Tier,
    difficulty: "Hard" as Difficulty,
    successes: 0,
    failures: 0,
    cost_usd: null,
    estimated_cost_usd: 0,
    ...cell,
  }));
  return { version: 1, run: "r", at: "2026-01-01", weight, cells: full };
}

const agent = { agent_id: "a", tier: "premium", price_usd_per_hour: 10 } as AgentProfile;

describe("Beliefs", () => {
  it("is the prior without outcomes, and the Beta posterior's mean with them", () => {
    const prior = new Beliefs().quality("a", "standard", "Hard");
    expect(prior).toBe(0.82);
    const learnt = new Beliefs([tally([{ successes: 1, failures: 3 }])]);
    expect(learnt.quality("a", "standard", "Hard")).toBeCloseTo((8 * 0.82 + 1) / (8 + 4), 10);
    expect(learnt.evidence("a", "standard", "Hard")).toBe(4);
    expect(learnt.quality("a", "standard", "Easy")).toBe(new Beliefs().quality("a", "standard", "Easy"));
    expect(learnt.quality("b", "standard", "Hard")).toBe(prior);
  });

  it("lets simulated outcomes count less", () => {
    const real = new Beliefs([tally([{ failures: 5 }])]);
    const simulated = new Beliefs([tally([{ failures: 5 }], 0.2)]);
    expect(simulated.quality("a", "standard", "Hard")).toBeGreaterThan(real.quality("a", "standard", "Hard"));
    expect(simulated.evidence("a", "standard", "Hard")).toBe(1);
    expect(simulated.outcomes).toBe(5);
  });

  it("takes a weaker tier's success for the stronger, a stronger one's failure for the weaker", () => {
    const weakDid = new Beliefs([tally([{ tier: "economy", successes: 10 }])]);
    expect(weakDid.quality("a", "premium", "Hard")).toBeGreaterThan(0.92);
    const strongFailed = new Beliefs([tally([{ tier: "premium", failures: 10 }])]);
    expect(strongFailed.quality("a", "economy", "Hard")).toBeLessThan(0.4);
  });

  it("stays between 0 and 1 and never believes a stronger tier worse", () => {
    const cell = fc.record({
      tier: fc.constantFrom(...TIERS),
      difficulty: fc.constantFrom(...DIFFICULTIES),
      successes: fc.nat(1_000),
      failures: fc.nat(1_000),
    });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 20 }), (cells) => {
        const beliefs = new Beliefs([tally(cells)]);
        for (const difficulty of DIFFICULTIES) {
          const [economy, standard, premium] = TIERS.map((tier) => beliefs.quality("a", tier, difficulty));
          expect(economy).toBeGreaterThan(0);
          expect(premium).toBeLessThan(1);
          expect(economy).toBeLessThanOrEqual(standard as number);
          expect(standard).toBeLessThanOrEqual(premium as number);
        }
      }),
    );
  });

  it("prices lower tiers lower, and corrects prices by real over estimated spend", () => {
    expect(TIERS.map((tier) => new Beliefs().price(agent, tier))).toEqual([4, 6.5, 10]);
    const twice = new Beliefs([tally([{ successes: 1, cost_usd: 4, estimated_cost_usd: 2 }])]);
    expect(twice.price(agent, "premium")).toBe(20);
    // The moving average: 2, then 0.3 of the way to 1.
    const both = new Beliefs([
      tally([{ cost_usd: 4, estimated_cost_usd: 2 }]),
      tally([{ cost_usd: 2, estimated_cost_usd: 2 }]),
    ]);
    expect(both.price(agent, "premium")).toBeCloseTo(17, 10);
    const absurd = new Beliefs([tally([{ cost_usd: 1e9, estimated_cost_usd: 1 }])]);
    expect(absurd.price(agent, "premium")).toBe(40);
  });
});
