import type { AgentProfile } from "../../state/agent.ts";
import type { Difficulty, RoutingPlan, RoutingRule } from "../../state/routing.ts";
import type { Task } from "../../state/task.ts";
import { Beliefs } from "./beliefs.ts";
import { type Candidate, candidatesFor, chooseBest, strongest } from "./candidates.ts";
import type { DifficultyModel } from "./difficulty/model.ts";
import { explainAssignment, explainUnassigned } from "./explain.ts";
import { applyRules, byPrecedence, type RuleVerdict } from "./rules.ts";
import type { SimilarCases } from "./similar-cases.ts";
import { assessDifficulty } from "./task-difficulty.ts";
import { checkTeam } from "./team-check.ts";
import { Workload } from "./workload.ts";

export interface RoutingInputs {
  /** In topological order. */
  readonly tasks: readonly Task[];
  readonly team: readonly AgentProfile[];
  /** Everybody there is; a rule may require somebody outside the team. The team when absent. */
  readonly catalogue?: readonly AgentProfile[];
  /** task id -> agents that must not get it again. */
  readonly avoid?: Readonly<Record<string, readonly string[]>>;
  /** DAAO: weigh price against difficulty. Off = always the strongest agent (guide 12). */
  readonly costAware: boolean;
  readonly rules?: readonly RoutingRule[];
  readonly businessType?: string;
  readonly beliefs?: Beliefs;
  readonly difficultyModel?: DifficultyModel | undefined;
  readonly similarCases?: SimilarCases | undefined;
}

/**
 * HALO router with DAAO (guide 7.2). For each task, in order: how difficult it is; for every agent that can do it the
 * cheapest tier that meets the quality floor of that difficulty; and of these the best score, which is capability fit
 * times quality, less price and waiting, plus similar cases. A task nobody can do stays unassigned. Rules of the
 * house come first. Throws CATALOGUE_INVALID for agents with impossible figures.
 */
export function routeTasks(inputs: RoutingInputs): RoutingPlan {
  checkTeam(inputs.catalogue ?? inputs.team);
  checkTeam(inputs.team);
  const router = new Router(inputs);
  for (const task of inputs.tasks) router.route(task);
  return router.plan();
}

class Router {
  readonly #inputs: RoutingInputs;
  readonly #catalogue: readonly AgentProfile[];
  readonly #beliefs: Beliefs;
  readonly #rules: readonly RoutingRule[];
  readonly #ruleCounts: Map<string, { matched: number; applied: number }>;
  readonly #workload = new Workload();
  readonly #plan: RoutingPlan;

  constructor(inputs: RoutingInputs) {
    this.#inputs = inputs;
    this.#catalogue = inputs.catalogue ?? inputs.team;
    this.#beliefs = inputs.beliefs ?? new Beliefs();
    this.#rules = byPrecedence(inputs.rules ?? []);
    this.#ruleCounts = new Map(this.#rules.map(({ id }) => [id, { matched: 0, applied: 0 }]));
    this.#plan = {
      assignments: {},
      explanations: {},
      unassigned_tasks: [],
      metadata: {
        difficulties: {},
        routes: {},
        estimated_cost_usd: 0,
        baseline_cost_usd: 0,
        saved_cost_usd: 0,
        makespan_hours: 0,
        cost_aware: inputs.costAware,
        below_floor: [],
        outside_team: [],
        rules: [],
        outcomes_learnt: this.#beliefs.outcomes,
        with_similar_cases: 0,
      },
    };
  }

  route(task: Task): void {
    const { businessType = "", difficultyModel } = this.#inputs;
    const { level, learnt } = assessDifficulty(task, difficultyModel);
    this.#plan.metadata.difficulties[task.task_id] = level;
    const verdict = applyRules(this.#rules, { task, difficulty: level, businessType }, (name) =>
      this.#resolve(name),
    );
    const { able, required } = this.#ableAgents(task, verdict);
    if (able.length === 0) this.#leaveUnassigned(task, verdict);
    else this.#assign(task, level, { able, required, verdict, learnt });
    this.#countRules(verdict, this.#plan.assignments[task.task_id]);
  }

  #resolve(name: string): string {
    const wanted = name.toLowerCase();
    const agent = this.#catalogue.find(
      ({ agent_id, aliases }) => agent_id === wanted || aliases.includes(wanted),
    );
    return agent?.agent_id ?? wanted;
  }

  /** Who may do the task: the agent that a rule requires when it can, else all of the team that can. */
  #ableAgents(task: Task, verdict: RuleVerdict): { able: readonly AgentProfile[]; required?: string } {
    const avoid = this.#inputs.avoid?.[task.task_id] ?? [];
    const may = (agent: AgentProfile) =>
      canDo(agent, task) && !avoid.includes(agent.agent_id) && !verdict.forbids.has(agent.agent_id);
    for (const { rule, agentId } of verdict.requires) {
      const agent = this.#catalogue.find(({ agent_id }) => agent_id === agentId);
      if (agent && may(agent)) return { able: [agent], required: rule };
    }
    return { able: this.#inputs.team.filter(may) };
  }

  #leaveUnassigned(task: Task, verdict: RuleVerdict): void {
    const { team, avoid } = this.#inputs;
    const others = this.#catalogue.filter((agent) => canDo(agent, task));
    this.#plan.unassigned_tasks.push(task.task_id);
    this.#plan.explanations[task.task_id] = explainUnassigned(task, {
      forbidden: verdict.forbids,
      avoided: avoid?.[task.task_id] ?? [],
      outside: others.filter((agent) => !team.includes(agent)).map(({ agent_id }) => agent_id),
    });
  }

  #assign(
    task: Task,
    level: Difficulty,
    found: {
      readonly able: readonly AgentProfile[];
      readonly required?: string;
      readonly verdict: RuleVerdict;
      readonly learnt: string;
    },
  ): void {
    const { able, verdict } = found;
    const { team, costAware, similarCases } = this.#inputs;
    const candidates = candidatesFor(task, level, {
      able,
      costAware,
      beliefs: this.#beliefs,
      workload: this.#workload,
      // "Always the strongest" asks nobody's past.
      cases: costAware ? (similarCases?.find(task) ?? []) : [],
      preferred: new Set(verdict.prefers.keys()),
      tier: verdict.tier?.tier,
    });
    const best = chooseBest(candidates, costAware);
    this.#record(task, best, strongest(able, level, this.#beliefs));
    if (candidates.some(({ cases }) => cases.count > 0)) this.#plan.metadata.with_similar_cases += 1;
    const outside = !team.includes(best.agent);
    if (outside) this.#plan.metadata.outside_team.push(task.task_id);
    this.#plan.explanations[task.task_id] = explainAssignment(task, best, {
      candidates,
      difficulty: level,
      costAware,
      outside,
      ...found,
    });
  }

  #record(task: Task, best: Candidate, baseline: AgentProfile): void {
    const { metadata, assignments } = this.#plan;
    assignments[task.task_id] = best.agent.agent_id;
    this.#workload.book(best.agent, task, best.slot);
    const cost = task.effort_hours * best.pricePerHour;
    const baselineCost = task.effort_hours * this.#beliefs.price(baseline, baseline.tier);
    if (best.quality < best.floor) metadata.below_floor.push(task.task_id);
    metadata.routes[task.task_id] = {
      tier: best.tier,
      expected_quality: round(best.quality, 3),
      cost_usd: round(cost, 4),
      baseline_cost_usd: round(baselineCost, 4),
      start_hours: round(best.slot.start, 3),
      finish_hours: round(best.slot.finish, 3),
    };
    metadata.estimated_cost_usd += cost;
    metadata.baseline_cost_usd += baselineCost;
  }

  #countRules({ matched }: RuleVerdict, agentId: string | undefined): void {
    for (const id of matched) {
      const count = this.#ruleCounts.get(id);
      const wishes = this.#rules.find((rule) => rule.id === id)?.apply;
      if (!count || !wishes) continue;
      count.matched += 1;
      if (agentId !== undefined && this.#isFollowed(wishes, agentId)) count.applied += 1;
    }
  }

  /** A wish for somebody is followed when they got the task; a ban, when they did not. */
  #isFollowed({ require, prefer, forbid = [] }: RoutingRule["apply"], agentId: string): boolean {
    const wanted = require ?? prefer;
    if (wanted !== undefined && this.#resolve(wanted) !== agentId) return false;
    return !forbid.some((name) => this.#resolve(name) === agentId);
  }

  plan(): RoutingPlan {
    const { metadata } = this.#plan;
    const estimated = round(metadata.estimated_cost_usd, 2);
    const baseline = round(metadata.baseline_cost_usd, 2);
    return {
      ...this.#plan,
      metadata: {
        ...metadata,
        estimated_cost_usd: estimated,
        baseline_cost_usd: baseline,
        saved_cost_usd: round(baseline - estimated, 2),
        makespan_hours: round(this.#workload.makespan, 3),
        rules: [...this.#ruleCounts].map(([rule_id, counts]) => ({ rule_id, ...counts })),
      },
    };
  }
}

function canDo(agent: AgentProfile, task: Task): boolean {
  return task.capabilities.every((tag) => agent.capabilities.includes(tag));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
