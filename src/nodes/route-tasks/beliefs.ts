import { type AgentProfile, TIERS, type Tier } from "../../state/agent.ts";
import type { Difficulty } from "../../state/routing.ts";
import { PRIOR_QUALITY } from "../../state/tier-quality.ts";
import type { OutcomeTally } from "../../stores/outcome-log.ts";

/** Outcomes that the prior is worth. */
const PRIOR_STRENGTH = 8;

/** What a tier costs against premium. */
const PRICE_SHARE: Readonly<Record<Tier, number>> = { economy: 0.4, standard: 0.65, premium: 1 };

/** Say of the newest run in the moving average of real over estimated spend. */
const SPEND_WEIGHT = 0.3;
/** A price is never corrected by more than this factor: one odd bill must not shut an agent out. */
const MOST_CORRECTION = 4;

/** Successes and failures, by weight. */
interface Tried {
  successes: number;
  failures: number;
}

/**
 * What outcomes taught about agents: a Beta posterior of success for each agent, tier and difficulty, and how real
 * spend compares with estimates. Deterministic; without outcomes it holds the priors.
 */
export class Beliefs {
  readonly #tried = new Map<string, Tried>();
  readonly #spend = new Map<string, number>();
  /** Outcomes that it rests on. */
  readonly outcomes: number;

  /** `tallies` of runs, oldest first. */
  constructor(tallies: readonly OutcomeTally[] = []) {
    let outcomes = 0;
    for (const { cells, weight } of tallies) {
      for (const cell of cells) {
        outcomes += cell.successes + cell.failures;
        const key = keyOf(cell.agent_id, cell.tier, cell.difficulty);
        const tried = this.#tried.get(key) ?? { successes: 0, failures: 0 };
        tried.successes += weight * cell.successes;
        tried.failures += weight * cell.failures;
        this.#tried.set(key, tried);
        this.#learnSpend(cell.agent_id, cell.cost_usd, cell.estimated_cost_usd);
      }
    }
    this.outcomes = outcomes;
  }

  #learnSpend(agentId: string, cost: number | null, estimate: number): void {
    if (cost === null || estimate <= 0) return;
    const ratio = Math.min(MOST_CORRECTION, Math.max(1 / MOST_CORRECTION, cost / estimate));
    const before = this.#spend.get(agentId);
    this.#spend.set(agentId, before === undefined ? ratio : before + SPEND_WEIGHT * (ratio - before));
  }

  /**
   * Mean of the Beta posterior: the probability, above 0 and below 1, that the agent succeeds at this difficulty.
   * What a weaker tier managed a stronger one would have, and what a stronger one failed a weaker one would have;
   * so a stronger tier is never believed to be worse.
   */
  quality(agentId: string, tier: Tier, difficulty: Difficulty): number {
    const { successes, failures } = this.#evidence(agentId, tier, difficulty);
    const prior = PRIOR_QUALITY[tier][difficulty];
    return (PRIOR_STRENGTH * prior + successes) / (PRIOR_STRENGTH + successes + failures);
  }

  /** Outcomes behind `quality`, by weight. */
  evidence(agentId: string, tier: Tier, difficulty: Difficulty): number {
    const { successes, failures } = this.#evidence(agentId, tier, difficulty);
    return successes + failures;
  }

  #evidence(agentId: string, tier: Tier, difficulty: Difficulty): Tried {
    const level = TIERS.indexOf(tier);
    let [successes, failures] = [0, 0];
    for (const [index, other] of TIERS.entries()) {
      const tried = this.#tried.get(keyOf(agentId, other, difficulty));
      if (index <= level) successes += tried?.successes ?? 0;
      if (index >= level) failures += tried?.failures ?? 0;
    }
    return { successes, failures };
  }

  /** USD an hour of an agent at a tier: its list price, less for a tier below its own, corrected by real spend. */
  price(agent: AgentProfile, tier: Tier): number {
    const share = PRICE_SHARE[tier] / PRICE_SHARE[agent.tier];
    return agent.price_usd_per_hour * share * (this.#spend.get(agent.agent_id) ?? 1);
  }
}

function keyOf(agentId: string, tier: Tier, difficulty: Difficulty): string {
  return `${agentId}/${tier}/${difficulty}`;
}
