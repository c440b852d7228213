import { describe, expect, it } from "vitest";
import { AGENT_CATALOGUE } from "../../../src/agents/catalogue.ts";
import { ConfigFileSchema } from "../../../src/config/config-file.ts";
import { routeTasks } from "../../../src/nodes/route-tasks/route.ts";
import { validateRules } from "../../../src/nodes/route-tasks/rules.ts";
import type { GenesisError } from "../../../src/state/errors.ts";
import { type RoutingRule, RoutingRuleSchema } from "../../../src/state/routing.ts";
import type { Task } from "../../../src/state/task.ts";
import { aTask } from "../../support/tasks.ts";

const team = (...ids: string[]) => AGENT_CATALOGUE.filter((agent) => ids.includes(agent.agent_id));
const rule = (given: Record<string, unknown>): RoutingRule => RoutingRuleSchema.parse(given);

function routed(rules: RoutingRule[], task: Partial<Task> = {}, ids = ["qa", "security"]) {
  const plan = routeTasks({
    tasks: [aTask({ task_id: "t", capabilities: ["security"], ...task })],
    team: team(...ids),
    catalogue: AGENT_CATALOGUE,
    costAware: true,
    businessType: "saas_tool",
    rules,
  });
  return { plan, agent: plan.assignments.t, why: plan.explanations.t, counts: plan.metadata.rules };
}

describe("rules of the house", () => {
  it("route as usual where there are none", () => {
    expect(routed([]).agent).toBe("qa");
  });

  it("forbid, prefer and require agents, by id or alias, and say so", () => {
    const forbid = routed([rule({ id: "no-qa", apply: { forbid: "tester" } })]);
    expect(forbid.agent).toBe("security");
    expect(forbid.why).toContain('Rule "no-qa" forbids qa.');
    const prefer = routed([rule({ id: "appsec-first", apply: { prefer: "appsec" } })]);
    expect(prefer.agent).toBe("security");
    expect(prefer.why).toContain('Rule "appsec-first" prefers security.');
    const require = routed([rule({ id: "only-security", apply: { require: "security" } })]);
    expect(require.agent).toBe("security");
    expect(require.why).toContain('Rule "only-security" requires security.');
    expect(require.counts).toEqual([{ rule_id: "only-security", matched: 1, applied: 1 }]);
  });

  it("set a tier, as far as the agent has it", () => {
    const premium = rule({ id: "best", apply: { tier: "premium" } });
    const { plan, why } = routed([premium], {}, ["security"]);
    expect(plan.metadata.routes.t?.tier).toBe("premium");
    expect(why).toContain('Rule "best" sets tier premium.');
    expect(routed([premium], {}, ["qa"]).why).toContain("but qa has standard at most");
  });

  it("may bring in somebody from outside the team, and say so", () => {
    const { plan, why } = routed([rule({ id: "outside", apply: { require: "infra" } })]);
    expect(plan.assignments.t).toBe("infra");
    expect(plan.metadata.outside_team).toEqual(["t"]);
    expect(why).toContain("infra is outside the team.");
  });

  it("never give a task to somebody who can't do it", () => {
    const { agent, why, counts } = routed([rule({ id: "wrong", apply: { require: "copywriter" } })]);
    expect(agent).toBe("qa");
    expect(why).toContain(`Rule "wrong" requires copywriter, who can't do it or may not.`);
    expect(counts).toEqual([{ rule_id: "wrong", matched: 1, applied: 0 }]);
  });

  it("leave a task unassigned when they forbid everybody, and say so", () => {
    const { plan, why } = routed([rule({ id: "nobody", apply: { forbid: ["qa", "security"] } })]);
    expect(plan.unassigned_tasks).toEqual(["t"]);
    expect(why).toContain('Rule "nobody" forbids qa.');
  });

  it("let the higher priority win, then the earlier", () => {
    const require = { id: "require", apply: { require: "security" } };
    const forbid = { id: "forbid", apply: { forbid: "security" } };
    expect(routed([rule(forbid), rule({ ...require, priority: 5 })]).agent).toBe("security");
    expect(routed([rule({ ...forbid, priority: 5 }), rule(require)]).agent).toBe("qa");
    expect(routed([rule(require), rule(forbid)]).agent).toBe("security");
    expect(routed([rule(forbid), rule(require)]).agent).toBe("qa");
  });

  it.each([
    ["phase", { phase: "build" }, { phase: "test" }],
    ["one of several phases", { phase: ["test", "build"] }, { phase: ["test", "deploy"] }],
    ["capability", { capability: "security" }, { capability: "email" }],
    ["difficulty", { difficulty: "Standard" }, { difficulty: "Critical" }],
    ["effect", { effect: "write" }, { effect: "money" }],
    ["business type", { business_type: "saas_tool" }, { business_type: "marketplace" }],
    ["feature", { feature: "SSO" }, { feature: "checkout" }],
    ["text", { text: "carries OUT" }, { text: "nowhere" }],
    ["criticality", { critical: false }, { critical: true }],
    ["all conditions at once", { phase: "build", effect: "write" }, { phase: "build", effect: "money" }],
  ])("hold by %s", (_what, yes, no) => {
    const apply = { require: "security" };
    const task = { feature: "Single sign-on (sso)" };
    expect(routed([rule({ id: "r", when: yes, apply })], task).agent).toBe("security");
    const other = routed([rule({ id: "r", when: no, apply })], task);
    expect(other.agent).toBe("qa");
    expect(other.counts).toEqual([{ rule_id: "r", matched: 0, applied: 0 }]);
  });
});

describe("malformed rules", () => {
  it.each([
    ["no effect", { id: "r", apply: {} }],
    ["an unknown effect", { id: "r", apply: { reward: "qa" } }],
    ["an unknown condition", { id: "r", when: { weather: "fine" }, apply: { forbid: "qa" } }],
    ["an unknown phase", { id: "r", when: { phase: "party" }, apply: { forbid: "qa" } }],
    ["an empty list", { id: "r", when: { phase: [] }, apply: { forbid: "qa" } }],
    ["a bad id", { id: "R 1", apply: { forbid: "qa" } }],
    ["a priority that is no number", { id: "r", priority: Number.NaN, apply: { forbid: "qa" } }],
  ])("with %s are refused with the config file", (_what, given) => {
    expect(ConfigFileSchema.safeParse({ routing: { rules: [given] } }).success).toBe(false);
  });

  it("that name nobody, or share an id, are refused when the services are made", () => {
    const valid = rule({ id: "r", apply: { forbid: ["qa", "tester"], prefer: "UX" } });
    expect(() => validateRules([valid], AGENT_CATALOGUE)).not.toThrow();
    const unknown = rule({ id: "r", apply: { require: "wizard" } });
    for (const rules of [[unknown], [valid, valid]]) {
      expect(() => validateRules(rules, AGENT_CATALOGUE)).toThrow(
        expect.objectContaining({ code: "ROUTING_RULE_INVALID" }) as GenesisError,
      );
    }
  });
});
