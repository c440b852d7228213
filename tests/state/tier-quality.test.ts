import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TIERS, type Tier } from "../../src/state/agent.ts";
import { DIFFICULTIES } from "../../src/state/routing.ts";
import { cheapestTier, PRIOR_QUALITY, QUALITY_FLOOR } from "../../src/state/tier-quality.ts";

describe("cheapestTier", () => {
  it("rises with the difficulty", () => {
    expect(DIFFICULTIES.map((level) => cheapestTier(level))).toEqual([
      "economy",
      "economy",
      "standard",
      "premium",
    ]);
  });

  it("meets the floor whenever a tier that may be used can, and nothing cheaper does", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const shares = fc.record({ economy: share, standard: share, premium: share });
    fc.assert(
      fc.property(
        shares,
        fc.constantFrom(...DIFFICULTIES),
        fc.constantFrom(...TIERS),
        (qualities, level, own) => {
          const meets = (tier: Tier) => qualities[tier] >= QUALITY_FLOOR[level];
          const tier = cheapestTier(level, (one) => qualities[one], own);
          const allowed = TIERS.slice(0, TIERS.indexOf(own) + 1);
          expect(allowed).toContain(tier);
          expect(meets(tier)).toBe(allowed.some(meets));
          expect(TIERS.slice(0, TIERS.indexOf(tier)).some(meets)).toBe(false);
        },
      ),
    );
  });

  it("can meet every floor at the strongest tier, and a stronger tier is never worse", () => {
    for (const level of DIFFICULTIES) {
      expect(PRIOR_QUALITY.premium[level]).toBeGreaterThanOrEqual(QUALITY_FLOOR[level]);
      expect(PRIOR_QUALITY.standard[level]).toBeGreaterThan(PRIOR_QUALITY.economy[level]);
      expect(PRIOR_QUALITY.premium[level]).toBeGreaterThan(PRIOR_QUALITY.standard[level]);
    }
  });
});
