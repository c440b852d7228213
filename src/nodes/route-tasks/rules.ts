import type { AgentProfile, Tier } from "../../state/agent.ts";
import { GenesisError } from "../../state/errors.ts";
import type { Difficulty, RoutingRule } from "../../state/routing.ts";
import type { Task } from "../../state/task.ts";

/** What the rules of the house say about one task, in their order of precedence. */
export interface RuleVerdict {
  readonly requires: readonly { readonly rule: string; readonly agentId: string }[];
  readonly prefers: ReadonlyMap<string, string>;
  readonly forbids: ReadonlyMap<string, string>;
  /** The tier that the first rule which names one sets. */
  readonly tier: { readonly rule: string; readonly tier: Tier } | undefined;
  /** Every rule whose conditions hold. */
  readonly matched: readonly string[];
}

export interface RuleSubject {
  readonly task: Task;
  readonly difficulty: Difficulty;
  readonly businessType: string;
}

/** Rules by precedence: higher priority first, then as written. */
export function byPrecedence(rules: readonly RoutingRule[]): RoutingRule[] {
  return rules.toSorted((a, b) => b.priority - a.priority);
}

/**
 * Applies rules, given by precedence, to a task. `require` and `forbid` of the same agent contradict each other: the
 * rule of higher precedence wins.
 */
export function applyRules(
  rules: readonly RoutingRule[],
  subject: RuleSubject,
  resolve: (name: string) => string,
): RuleVerdict {
  const matching = rules.filter((rule) => holds(rule, subject));
  const requires: { rule: string; agentId: string }[] = [];
  const prefers = new Map<string, string>();
  const forbids = new Map<string, string>();
  let tier: RuleVerdict["tier"];
  for (const { id, apply } of matching) {
    for (const name of apply.forbid ?? []) {
      const agentId = resolve(name);
      if (!requires.some((required) => required.agentId === agentId) && !forbids.has(agentId)) {
        forbids.set(agentId, id);
      }
    }
    if (apply.require !== undefined && !forbids.has(resolve(apply.require))) {
      requires.push({ rule: id, agentId: resolve(apply.require) });
    }
    if (apply.prefer !== undefined && !prefers.has(resolve(apply.prefer)))
      prefers.set(resolve(apply.prefer), id);
    if (apply.tier !== undefined) tier ??= { rule: id, tier: apply.tier };
  }
  return { requires, prefers, forbids, tier, matched: matching.map(({ id }) => id) };
}

function holds({ when }: RoutingRule, { task, difficulty, businessType }: RuleSubject): boolean {
  const within = (part: string, text: string) => text.toLowerCase().includes(part.toLowerCase());
  return (
    (when.phase?.includes(task.phase) ?? true) &&
    (when.capability?.some((tag) => task.capabilities.includes(tag)) ?? true) &&
    (when.difficulty?.includes(difficulty) ?? true) &&
    (when.effect?.includes(task.effect) ?? true) &&
    (when.business_type?.includes(businessType) ?? true) &&
    (when.feature?.some((part) => within(part, task.feature ?? "")) ?? true) &&
    (when.text?.some((part) => within(part, `${task.title}\n${task.description}`)) ?? true) &&
    (when.critical === undefined || when.critical === task.critical)
  );
}

/** Throws ROUTING_RULE_INVALID for a rule that names an unknown agent and for two rules of one id. */
export function validateRules(rules: readonly RoutingRule[], catalogue: readonly AgentProfile[]): void {
  const known = new Set(catalogue.flatMap(({ agent_id, aliases }) => [agent_id, ...aliases]));
  const ids = new Set<string>();
  for (const { id, apply } of rules) {
    if (ids.has(id)) throw invalid(`Two routing rules have the id "${id}".`);
    ids.add(id);
    const names = [apply.require, apply.prefer, ...(apply.forbid ?? [])].filter((name) => name !== undefined);
    const unknown = names.find((name) => !known.has(name.toLowerCase()));
    if (unknown !== undefined)
      throw invalid(`The routing rule "${id}" names "${unknown}", which is no agent.`);
  }
}

function invalid(message: string): GenesisError {
  return new GenesisError("ROUTING_RULE_INVALID", message, {
    hint: "Correct routing.rules in the config file; genesis doctor names the file.",
  });
}
