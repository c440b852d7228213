import type { Difficulty } from "../../state/routing.ts";
import type { Task } from "../../state/task.ts";
import type { Candidate } from "./candidates.ts";
import type { RuleVerdict } from "./rules.ts";

export interface AssignmentReasons {
  readonly candidates: readonly Candidate[];
  readonly difficulty: Difficulty;
  readonly costAware: boolean;
  readonly verdict: RuleVerdict;
  /** The rule that required the agent, if one did. */
  readonly required?: string;
  readonly outside: boolean;
  /** Why the difficulty is not that of the task's structure. */
  readonly learnt: string;
}

/** Why a task went where it went, with the figures, in sentences for people (guide 7.2). */
export function explainAssignment(task: Task, best: Candidate, reasons: AssignmentReasons): string {
  const { difficulty, learnt, outside, required } = reasons;
  const { agent } = best;
  const sentences = [
    `${agent.agent_id} does ${task.capabilities.join(" + ")} (${difficulty}${learnt ? `: ${learnt}` : ""}) at tier ${best.tier}: ${figures(best)}; ${comparison(best, reasons)}.`,
    tierSentence(best, reasons),
    required === undefined ? "" : `Rule "${required}" requires ${agent.agent_id}.`,
    outside ? `${agent.agent_id} is outside the team.` : "",
    ...ruleSentences(best, reasons),
    reasons.costAware ? "" : "Cost is not weighed: performance_optimizations_enabled is off.",
  ];
  return sentences.filter(Boolean).join(" ");
}

function figures({ score, fit, quality, price, load, cases, pricePerHour }: Candidate): string {
  const { support, good, count, closest } = cases;
  const similar =
    count === 0
      ? ""
      : `, similar cases ${support.toFixed(2)} (${good} of ${count} went well, the closest ${closest.toFixed(2)} alike)`;
  return `score ${score.toFixed(2)} from fit ${fit.toFixed(2)}, quality ${quality.toFixed(2)}, price ${price.toFixed(2)} ($${pricePerHour.toFixed(2)}/h), load ${load.toFixed(2)}${similar}`;
}

function comparison(best: Candidate, { candidates, costAware }: AssignmentReasons): string {
  const others = candidates.filter((other) => other !== best);
  if (others.length === 0) return "the only one who can";
  const second = others.reduce((a, b) => (b.score > a.score ? b : a));
  const name = `${second.agent.agent_id} (${second.score.toFixed(2)})`;
  if (second.score <= best.score) return `ahead of ${name}`;
  return costAware && second.quality < second.floor
    ? `${name} is below the quality floor`
    : `stronger than ${name}`;
}

function tierSentence(best: Candidate, { costAware, verdict }: AssignmentReasons): string {
  const { agent, tier, quality, floor } = best;
  if (verdict.tier) {
    const reached = tier === verdict.tier.tier ? "" : `, but ${agent.agent_id} has ${agent.tier} at most`;
    return `Rule "${verdict.tier.rule}" sets tier ${verdict.tier.tier}${reached}.`;
  }
  if (quality < floor)
    return `Nobody reaches the quality floor of ${floor.toFixed(2)}; this is the best there is.`;
  if (!costAware || tier === agent.tier) return "";
  return `Tier ${tier} is enough for the quality floor of ${floor.toFixed(2)}; ${agent.agent_id} is ${agent.tier}.`;
}

function ruleSentences(best: Candidate, { verdict, required }: AssignmentReasons): string[] {
  const agentId = best.agent.agent_id;
  const unmet = verdict.requires
    .filter((wish) => wish.agentId !== agentId && required === undefined)
    .map((wish) => `Rule "${wish.rule}" requires ${wish.agentId}, who can't do it or may not.`);
  const preferred = [...verdict.prefers].map(([wanted, rule]) =>
    wanted === agentId
      ? `Rule "${rule}" prefers ${wanted}.`
      : `Rule "${rule}" prefers ${wanted}, who is not on the team, can't do it or is below the quality floor.`,
  );
  const forbidden = [...verdict.forbids].map(([banned, rule]) => `Rule "${rule}" forbids ${banned}.`);
  return [...unmet, ...(required === undefined ? preferred : []), ...forbidden];
}

export interface UnassignedReasons {
  readonly forbidden: ReadonlyMap<string, string>;
  readonly avoided: readonly string[];
  /** Agents that could do it but are not on the team. */
  readonly outside: readonly string[];
}

/** Why nobody got a task. */
export function explainUnassigned(task: Task, { forbidden, avoided, outside }: UnassignedReasons): string {
  const sentences = [
    `Nobody on the team can do ${task.capabilities.join(" + ")}.`,
    avoided.length > 0 ? `Failed before: ${avoided.join(", ")}.` : "",
    ...[...forbidden].map(([agent, rule]) => `Rule "${rule}" forbids ${agent}.`),
    outside.length > 0 ? `Outside the team could: ${outside.join(", ")}.` : "",
  ];
  return sentences.filter(Boolean).join(" ");
}
