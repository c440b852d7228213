import { TIERS, type Tier } from "./agent.ts";
import type { Difficulty } from "./routing.ts";

/** The probability of success that work must have at each difficulty, if anybody can give it (DAAO). */
export const QUALITY_FLOOR: Readonly<Record<Difficulty, number>> = {
  Easy: 0.75,
  Standard: 0.8,
  Hard: 0.8,
  Critical: 0.85,
};

/** What is believed of a tier before its outcomes are known: the probability of success at each difficulty. */
export const PRIOR_QUALITY: Readonly<Record<Tier, Readonly<Record<Difficulty, number>>>> = {
  economy: { Easy: 0.92, Standard: 0.82, Hard: 0.65, Critical: 0.5 },
  standard: { Easy: 0.95, Standard: 0.9, Hard: 0.82, Critical: 0.75 },
  premium: { Easy: 0.97, Standard: 0.95, Hard: 0.92, Critical: 0.9 },
};

/**
 * DAAO's choice: the cheapest tier, up to `highest`, whose quality meets the floor of the difficulty; `highest` when
 * none does.
 */
export function cheapestTier(
  difficulty: Difficulty,
  quality: (tier: Tier) => number = (tier) => PRIOR_QUALITY[tier][difficulty],
  highest: Tier = "premium",
): Tier {
  const below = TIERS.slice(0, TIERS.indexOf(highest));
  return below.find((tier) => quality(tier) >= QUALITY_FLOOR[difficulty]) ?? highest;
}
