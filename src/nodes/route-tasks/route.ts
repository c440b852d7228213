import type { AgentProfile } from "../../state/agent.ts";
import type { Difficulty, RoutingPlan } from "../../state/routing.ts";
import type { Task } from "../../state/task.ts";
import { taskDifficulty } from "./difficulty.ts";

export interface RoutingInputs {
  readonly tasks: readonly Task[];
  readonly team: readonly AgentProfile[];
  /** task id -> agents that must not get it again. */
  readonly avoid?: Readonly<Record<string, readonly string[]>>;
  /** DAAO: weigh price against difficulty. Off = always the strongest agent (guide 12). */
  readonly costAware: boolean;
}

/** How capable a tier is, 0 to 1, until outcomes have been measured. */
const TIER_QUALITY = { economy: 0.6, standard: 0.8, premium: 0.95 } as const;

/** What a unit of quality is worth at each difficulty, against one unit of normalised price. */
const QUALITY_WEIGHT: Readonly<Record<Difficulty, number>> = { Easy: 0.5, Standard: 1, Hard: 2, Critical: 4 };
const LOAD_WEIGHT = 0.05;

interface Candidate {
  readonly agent: AgentProfile;
  readonly fit: number;
  readonly quality: number;
  readonly price: number;
  readonly load: number;
  readonly score: number;
}

/**
 * HALO router (guide 7.2): gives each task to the team member with the best score, which is capability fit
 * times quality at the task's difficulty, less price and present load. A task nobody can do stays unassigned.
 */
export function routeTasks({ tasks, team, avoid = {}, costAware }: RoutingInputs): RoutingPlan {
  const loads = new Map<string, number>();
  const plan: RoutingPlan = {
    assignments: {},
    explanations: {},
    unassigned_tasks: [],
    metadata: { difficulties: {}, estimated_cost_usd: 0, baseline_cost_usd: 0, cost_aware: costAware },
  };
  for (const task of tasks) {
    const difficulty = taskDifficulty(task);
    plan.metadata.difficulties[task.task_id] = difficulty;
    const able = team.filter((agent) => canDo(agent, task, avoid[task.task_id]));
    if (able.length === 0) {
      plan.unassigned_tasks.push(task.task_id);
      plan.explanations[task.task_id] = `Nobody on the team can do ${task.capabilities.join(" + ")}.`;
      continue;
    }
    const candidates = able.map((agent) => score(agent, task, difficulty, loads, able, costAware));
    const best = candidates.reduce((a, b) => (b.score > a.score ? b : a));
    plan.assignments[task.task_id] = best.agent.agent_id;
    plan.explanations[task.task_id] = explain(best, candidates, task, difficulty, costAware);
    loads.set(best.agent.agent_id, (loads.get(best.agent.agent_id) ?? 0) + task.effort_hours);
    plan.metadata.estimated_cost_usd += task.effort_hours * best.agent.price_usd_per_hour;
    plan.metadata.baseline_cost_usd += task.effort_hours * strongest(able).price_usd_per_hour;
  }
  plan.metadata.estimated_cost_usd = cents(plan.metadata.estimated_cost_usd);
  plan.metadata.baseline_cost_usd = cents(plan.metadata.baseline_cost_usd);
  return plan;
}

function canDo(agent: AgentProfile, task: Task, avoid: readonly string[] = []): boolean {
  return (
    !avoid.includes(agent.agent_id) && task.capabilities.every((tag) => agent.capabilities.includes(tag))
  );
}

function score(
  agent: AgentProfile,
  task: Task,
  difficulty: Difficulty,
  loads: ReadonlyMap<string, number>,
  rivals: readonly AgentProfile[],
  costAware: boolean,
): Candidate {
  // A specialist, whose few capabilities are the task's, fits better than a generalist.
  const fit = 0.5 + 0.5 * (task.capabilities.length / agent.capabilities.length);
  const quality = TIER_QUALITY[agent.tier];
  const dearest = Math.max(...rivals.map((rival) => rival.price_usd_per_hour), 1);
  const price = agent.price_usd_per_hour / dearest;
  const load = (loads.get(agent.agent_id) ?? 0) / (8 * agent.max_concurrency);
  const value = costAware
    ? QUALITY_WEIGHT[difficulty] * fit * quality - price - LOAD_WEIGHT * load
    : quality + fit / 100 - load / 10_000;
  return { agent, fit, quality, price, load, score: value };
}

function strongest(agents: readonly AgentProfile[]): AgentProfile {
  return agents.reduce((a, b) =>
    TIER_QUALITY[b.tier] > TIER_QUALITY[a.tier] ||
    (b.tier === a.tier && b.price_usd_per_hour > a.price_usd_per_hour)
      ? b
      : a,
  );
}

function explain(
  best: Candidate,
  candidates: readonly Candidate[],
  task: Task,
  difficulty: Difficulty,
  costAware: boolean,
): string {
  const { agent, fit, quality, price, load, score: value } = best;
  const figures = `fit ${fit.toFixed(2)}, quality ${quality.toFixed(2)}, price ${price.toFixed(2)}, load ${load.toFixed(2)}`;
  const second = candidates.filter((other) => other !== best).sort((a, b) => b.score - a.score)[0];
  const against = second
    ? `ahead of ${second.agent.agent_id} (${second.score.toFixed(2)})`
    : "the only one who can";
  const how = costAware ? "" : " Cost is not weighed: performance_optimizations_enabled is off.";
  return `${agent.agent_id} does ${task.capabilities.join(" + ")} (${difficulty}): score ${value.toFixed(2)} from ${figures}; ${against}.${how}`;
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
