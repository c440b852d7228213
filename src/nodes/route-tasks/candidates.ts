import { type AgentProfile, TIERS, type Tier } from "../../state/agent.ts";
import type { Difficulty } from "../../state/routing.ts";
import type { Task } from "../../state/task.ts";
import { cheapestTier, QUALITY_FLOOR } from "../../state/tier-quality.ts";
import type { Beliefs } from "./beliefs.ts";
import { type CaseSupport, caseSupport, type SimilarCase } from "./similar-cases.ts";
import type { Slot, Workload } from "./workload.ts";

/** What a unit of quality is worth at each difficulty, against one unit of normalised price. */
const QUALITY_WEIGHT: Readonly<Record<Difficulty, number>> = { Easy: 0.5, Standard: 1, Hard: 2, Critical: 4 };
/** What waiting as long as the task takes costs. */
const LOAD_WEIGHT = 0.1;
const CASE_WEIGHT = 0.25;
/** A rule's preference outweighs any score but not the quality floor. */
const PREFERENCE = 10;

/** One way to have a task done: an agent at a tier, with everything the choice rests on. */
export interface Candidate {
  readonly agent: AgentProfile;
  readonly tier: Tier;
  /** Share of the agent's work that this kind is, 0.5 to 1: specialists fit better. */
  readonly fit: number;
  /** Believed probability of success. */
  readonly quality: number;
  readonly floor: number;
  readonly pricePerHour: number;
  /** Price over that of the dearest candidate, 0 to 1. */
  readonly price: number;
  /** Waiting for the agent over the task's own length, at most 4. */
  readonly load: number;
  readonly cases: CaseSupport;
  readonly preferred: boolean;
  readonly score: number;
  readonly slot: Slot;
}

export interface CandidateInputs {
  readonly able: readonly AgentProfile[];
  readonly costAware: boolean;
  readonly beliefs: Beliefs;
  readonly workload: Workload;
  readonly cases: readonly SimilarCase[];
  readonly preferred: ReadonlySet<string>;
  /** The tier that a rule sets, as far as the agent has it. */
  readonly tier: Tier | undefined;
}

/** Every agent that can do the task, at the tier it would do it at. */
export function candidatesFor(task: Task, difficulty: Difficulty, inputs: CandidateInputs): Candidate[] {
  const { able, beliefs, workload, cases, preferred, costAware } = inputs;
  const floor = QUALITY_FLOOR[difficulty];
  const offers = able.map((agent) => {
    const tier = tierFor(agent, difficulty, inputs);
    return { agent, tier, pricePerHour: beliefs.price(agent, tier) };
  });
  const dearest = Math.max(...offers.map((offer) => offer.pricePerHour));
  return offers.map(({ agent, tier, pricePerHour }) => {
    const slot = workload.slotFor(agent, task);
    const parts = {
      fit: 0.5 + 0.5 * (task.capabilities.length / agent.capabilities.length),
      quality: beliefs.quality(agent.agent_id, tier, difficulty),
      price: dearest > 0 ? pricePerHour / dearest : 0,
      load: Math.min(4, slot.wait / task.effort_hours),
      cases: caseSupport(cases, agent.agent_id),
      preferred: preferred.has(agent.agent_id),
    };
    const score = scoreOf(parts, difficulty, costAware);
    return { agent, tier, floor, pricePerHour, slot, ...parts, score };
  });
}

type Parts = Pick<Candidate, "fit" | "quality" | "price" | "load" | "cases" | "preferred">;

function scoreOf(
  { fit, quality, price, load, cases, preferred }: Parts,
  level: Difficulty,
  costAware: boolean,
) {
  const wish = preferred ? PREFERENCE : 0;
  if (!costAware) return quality + wish;
  return (
    QUALITY_WEIGHT[level] * fit * quality - price - LOAD_WEIGHT * load + CASE_WEIGHT * cases.support + wish
  );
}

/** The cheapest tier of the agent that meets the floor, else its own; its own always when cost is not weighed. */
function tierFor(
  agent: AgentProfile,
  difficulty: Difficulty,
  { beliefs, costAware, tier: wanted }: CandidateInputs,
): Tier {
  if (wanted !== undefined) {
    return TIERS[Math.min(TIERS.indexOf(agent.tier), TIERS.indexOf(wanted))] ?? agent.tier;
  }
  if (!costAware) return agent.tier;
  return cheapestTier(difficulty, (tier) => beliefs.quality(agent.agent_id, tier, difficulty), agent.tier);
}

/**
 * The best score of those that meet the floor; when nobody does, the best quality. Without weighing cost the
 * strongest, whatever the others cost. Ties go to the earlier member of the team.
 */
export function chooseBest(candidates: readonly Candidate[], costAware: boolean): Candidate {
  const good = candidates.filter(({ quality, floor }) => quality >= floor);
  if (good.length > 0 && costAware) return good.reduce((a, b) => (b.score > a.score ? b : a));
  const wished = candidates.filter(({ preferred }) => preferred);
  return (wished.length > 0 ? wished : candidates).reduce((a, b) => (isStronger(b, a) ? b : a));
}

/** Whom "always the strongest" would take: the baseline that saved cost is measured against. */
export function strongest(
  able: readonly AgentProfile[],
  difficulty: Difficulty,
  beliefs: Beliefs,
): AgentProfile {
  const offers = able.map((agent) => ({
    agent,
    quality: beliefs.quality(agent.agent_id, agent.tier, difficulty),
    pricePerHour: beliefs.price(agent, agent.tier),
  }));
  return offers.reduce((a, b) => (isStronger(b, a) ? b : a)).agent;
}

/** Better believed; between equals the dearer, for a list price is a claim to quality. */
function isStronger(a: Pick<Candidate, "quality" | "pricePerHour">, b: typeof a): boolean {
  return a.quality > b.quality || (a.quality === b.quality && a.pricePerHour > b.pricePerHour);
}
