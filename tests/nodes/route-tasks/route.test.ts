import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AGENT_CATALOGUE } from "../../../src/agents/catalogue.ts";
import { Beliefs } from "../../../src/nodes/route-tasks/beliefs.ts";
import { type RoutingInputs, routeTasks } from "../../../src/nodes/route-tasks/route.ts";
import type { AgentProfile, Tier } from "../../../src/state/agent.ts";
import { GenesisError } from "../../../src/state/errors.ts";
import { RoutingPlanSchema } from "../../../src/state/routing.ts";
import { EFFECTS, type Task } from "../../../src/state/task.ts";
import { QUALITY_FLOOR } from "../../../src/state/tier-quality.ts";
import { aTask } from "../../support/tasks.ts";

const team = (...ids: string[]) => AGENT_CATALOGUE.filter((agent) => ids.includes(agent.agent_id));

function anAgent(agent_id: string, differences: Partial<AgentProfile> = {}): AgentProfile {
  return {
    agent_id,
    name: agent_id,
    aliases: [],
    role: "Does things.",
    capabilities: ["frontend"],
    tier: "standard",
    price_usd_per_hour: 5,
    max_concurrency: 1,
    ...differences,
  };
}

const route = (inputs: Partial<RoutingInputs> & Pick<RoutingInputs, "tasks" | "team">) =>
  RoutingPlanSchema.parse(routeTasks({ costAware: true, ...inputs }));

describe("routeTasks (guide 7.2)", () => {
  it("assigns by capability, explains with figures and reports what nobody can do", () => {
    const tasks = [
      aTask({ task_id: "a", capabilities: ["payments"] }),
      aTask({ task_id: "b", capabilities: ["telepathy"] }),
    ];
    const plan = route({ tasks, team: team("builder", "payments") });
    expect(plan.assignments).toEqual({ a: "payments" });
    expect(plan.explanations.a).toMatch(
      /payments does payments \(Standard\) at tier economy: score -?\d\.\d\d from fit \d\.\d\d, quality 0\.82, price 1\.00 \(\$3\.60\/h\), load 0\.00; the only one who can\./,
    );
    expect(plan.explanations.a).toContain("Tier economy is enough for the quality floor of 0.80");
    expect(plan.unassigned_tasks).toEqual(["b"]);
    expect(plan.explanations.b).toBe("Nobody on the team can do telepathy.");
  });

  it("names who could do an unassigned task outside the team, and assigns nobody", () => {
    const tasks = [aTask({ task_id: "a", capabilities: ["payments"] })];
    const plan = route({ tasks, team: team("qa"), catalogue: AGENT_CATALOGUE });
    expect(plan.assignments).toEqual({});
    expect(plan.explanations.a).toContain("Outside the team could: payments.");
  });

  it("takes the cheap agent for easy work, the strongest when cost is not weighed", () => {
    const tasks = [aTask({ task_id: "easy", capabilities: ["documentation"], effort_hours: 1 })];
    const aware = route({ tasks, team: team("devrel", "support") });
    expect(aware.assignments.easy).toBe("support");
    expect(aware.metadata.saved_cost_usd).toBe(3);
    const strongest = route({ tasks, team: team("devrel", "support"), costAware: false });
    expect(strongest.assignments.easy).toBe("devrel");
    expect(strongest.metadata.routes.easy?.tier).toBe("standard");
    expect(strongest.metadata.saved_cost_usd).toBe(0);
    expect(strongest.explanations.easy).toContain("performance_optimizations_enabled is off");
  });

  it("meets the quality floor of each difficulty at the cheapest tier that does", () => {
    const strong = anAgent("strong", { tier: "premium", price_usd_per_hour: 10 });
    const tierOf = (differences: Partial<Task>) =>
      route({ tasks: [aTask({ task_id: "t", ...differences })], team: [strong] }).metadata.routes.t;
    expect(tierOf({ effort_hours: 1 })).toMatchObject({
      tier: "economy",
      cost_usd: 4,
      baseline_cost_usd: 10,
    });
    expect(tierOf({ effort_hours: 4 })?.tier).toBe("economy");
    expect(tierOf({ effort_hours: 8 })).toMatchObject({ tier: "standard", cost_usd: 52 });
    expect(tierOf({ effort_hours: 1, effect: "deploy" })).toMatchObject({ tier: "premium", cost_usd: 10 });
  });

  it("takes the best there is, and says so, when nobody reaches the floor", () => {
    const tasks = [aTask({ task_id: "t", effect: "money" })];
    const plan = route({
      tasks,
      team: [anAgent("cheap", { tier: "economy", price_usd_per_hour: 1 }), anAgent("better")],
    });
    expect(plan.assignments.t).toBe("better");
    expect(plan.metadata.below_floor).toEqual(["t"]);
    expect(plan.explanations.t).toContain("Nobody reaches the quality floor of 0.85");
  });

  it("keeps a task from agents that failed it", () => {
    const tasks = [aTask({ task_id: "t", capabilities: ["security"] })];
    const all = team("qa", "security");
    const first = route({ tasks, team: all }).assignments.t as string;
    const second = route({ tasks, team: all, avoid: { t: [first] } });
    expect(second.assignments.t).not.toBe(first);
    const none = route({ tasks, team: all, avoid: { t: ["qa", "security"] } });
    expect(none.unassigned_tasks).toEqual(["t"]);
    expect(none.explanations.t).toContain("Failed before: qa, security.");
  });

  it("spreads equal tasks over equal agents along the schedule", () => {
    const tasks = ["a", "b", "c", "d"].map((task_id) => aTask({ task_id, effort_hours: 2 }));
    const plan = route({ tasks, team: [anAgent("one"), anAgent("two")] });
    expect(plan.assignments).toEqual({ a: "one", b: "two", c: "one", d: "two" });
    expect(plan.metadata.makespan_hours).toBe(4);
    expect(plan.metadata.routes.c).toMatchObject({ start_hours: 2, finish_hours: 4 });
  });

  it("prefers whom similar cases speak for", () => {
    const tasks = [aTask({ task_id: "t" })];
    const both = [anAgent("one"), anAgent("two")];
    const similarCases = { find: () => [{ agent_id: "two", similarity: 0.8, reward: 1 }] };
    expect(route({ tasks, team: both }).assignments.t).toBe("one");
    const plan = route({ tasks, team: both, similarCases });
    expect(plan.assignments.t).toBe("two");
    expect(plan.explanations.t).toContain("similar cases 0.80 (1 of 1 went well, the closest 0.80 alike)");
    expect(plan.metadata.with_similar_cases).toBe(1);
    const failed = { find: () => [{ agent_id: "one", similarity: 0.8, reward: 0 }] };
    expect(route({ tasks, team: both, similarCases: failed }).assignments.t).toBe("two");
  });

  it("asks for no cases when cost is not weighed", () => {
    const similarCases = {
      find: () => {
        throw new Error("asked");
      },
    };
    const plan = route({
      tasks: [aTask({ task_id: "t" })],
      team: [anAgent("one")],
      similarCases,
      costAware: false,
    });
    expect(plan.assignments.t).toBe("one");
    expect(plan.metadata.with_similar_cases).toBe(0);
  });

  it("turns away from an agent whose outcomes are bad, and from one that costs more than it says", () => {
    const tasks = [aTask({ task_id: "t" })];
    const both = [anAgent("one"), anAgent("two")];
    const tally = (successes: number, failures: number, cost_usd: number | null) => ({
      version: 1 as const,
      run: "r",
      at: "2026-01-01",
      weight: 1,
      cells: [
        {
          agent_id: "one",
          tier: "economy" as Tier,
          difficulty: "Easy" as const,
          successes,
          failures,
          cost_usd,
          estimated_cost_usd: cost_usd === null ? 0 : 1,
        },
      ],
    });
    const failing = new Beliefs([tally(0, 12, null)]);
    expect(route({ tasks, team: both, beliefs: failing }).assignments.t).toBe("two");
    const dear = new Beliefs([tally(3, 0, 3)]);
    const plan = route({ tasks, team: both, beliefs: dear });
    expect(plan.assignments.t).toBe("two");
    expect(plan.metadata.outcomes_learnt).toBe(3);
  });
});

describe("routeTasks with bad input", () => {
  const tasks = [aTask({ task_id: "t" })];

  it("leaves every task unassigned when there is nobody", () => {
    expect(route({ tasks, team: [] }).unassigned_tasks).toEqual(["t"]);
    expect(route({ tasks: [], team: [] }).metadata.makespan_hours).toBe(0);
  });

  it.each([
    ["a negative price", { price_usd_per_hour: -1 }],
    ["a missing price", { price_usd_per_hour: undefined as never }],
    ["a price that is no number", { price_usd_per_hour: Number.NaN }],
    ["an infinite price", { price_usd_per_hour: Number.POSITIVE_INFINITY }],
    ["a price beyond all reason", { price_usd_per_hour: 1e308 }],
    ["no concurrency", { max_concurrency: 0 }],
  ])("refuses %s", (_what, differences) => {
    expect(code(() => routeTasks({ tasks, team: [anAgent("x", differences)], costAware: true }))).toBe(
      "CATALOGUE_INVALID",
    );
  });

  it("refuses the same agent twice", () => {
    expect(code(() => routeTasks({ tasks, team: [anAgent("x"), anAgent("x")], costAware: true }))).toBe(
      "CATALOGUE_INVALID",
    );
  });

  it("routes among agents that are free of charge", () => {
    const plan = route({ tasks, team: [anAgent("x", { price_usd_per_hour: 0 })] });
    expect(plan.assignments).toEqual({ t: "x" });
    expect(plan.metadata.estimated_cost_usd).toBe(0);
  });

  function code(action: () => unknown): string {
    try {
      action();
    } catch (error) {
      if (GenesisError.isInstance(error)) return error.code;
      throw error;
    }
    return "nothing thrown";
  }
});

const CAPABILITIES = ["frontend", "backend", "testing", "payments"];
const agents = fc
  .array(
    fc.record({
      capabilities: fc.uniqueArray(fc.constantFrom(...CAPABILITIES), { minLength: 1 }),
      tier: fc.constantFrom<Tier>("economy", "standard", "premium"),
      price_usd_per_hour: fc.double({ min: 0, max: 50, noNaN: true }),
      max_concurrency: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 6 },
  )
  .map((list) => list.map((differences, index) => anAgent(`agent_${index}`, differences)));
const plans = fc
  .array(
    fc.record({
      capabilities: fc.uniqueArray(fc.constantFrom(...CAPABILITIES, "telepathy"), {
        minLength: 1,
        maxLength: 2,
      }),
      effort_hours: fc.integer({ min: 1, max: 10 }),
      critical: fc.boolean(),
      effect: fc.constantFrom(...EFFECTS),
      after: fc.array(fc.nat(30), { maxLength: 3 }),
    }),
    { maxLength: 30 },
  )
  .map((list) =>
    list.map(({ after, ...differences }, index) =>
      aTask({
        task_id: `t${index}`,
        depends_on: index === 0 ? [] : [...new Set(after.map((before) => `t${before % index}`))],
        ...differences,
      }),
    ),
  );

describe("every routing plan", () => {
  it("is deterministic, assigns or lists every task, and only to somebody who can", () => {
    fc.assert(
      fc.property(plans, agents, fc.boolean(), (tasks, members, costAware) => {
        const plan = route({ tasks, team: members, costAware });
        expect(route({ tasks, team: members, costAware })).toEqual(plan);
        const handled = [...Object.keys(plan.assignments), ...plan.unassigned_tasks];
        expect(handled.toSorted()).toEqual(tasks.map(({ task_id }) => task_id).toSorted());
        expect(Object.keys(plan.explanations)).toHaveLength(tasks.length);
        for (const task of tasks) {
          const able = members.filter(({ capabilities }) =>
            task.capabilities.every((tag) => capabilities.includes(tag)),
          );
          const chosen = plan.assignments[task.task_id];
          expect(able.map(({ agent_id }) => agent_id).includes(chosen ?? "")).toBe(able.length > 0);
        }
      }),
    );
  });

  it("respects dependencies and every agent's concurrency at every hour", () => {
    fc.assert(
      fc.property(plans, agents, (tasks, members) => {
        const { assignments, metadata } = route({ tasks, team: members });
        for (const task of tasks) {
          const own = metadata.routes[task.task_id];
          if (!own) continue;
          for (const id of task.depends_on) {
            expect(own.start_hours).toBeGreaterThanOrEqual(metadata.routes[id]?.finish_hours ?? 0);
          }
          const agentId = assignments[task.task_id];
          const running = tasks.filter(({ task_id }) => {
            const other = metadata.routes[task_id];
            return (
              assignments[task_id] === agentId &&
              other !== undefined &&
              other.start_hours <= own.start_hours &&
              own.start_hours < other.finish_hours
            );
          });
          const limit = members.find(({ agent_id }) => agent_id === agentId)?.max_concurrency ?? 0;
          expect(running.length).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  it("meets the floor whenever an able agent can, never above the agent's own tier", () => {
    const order: Tier[] = ["economy", "standard", "premium"];
    const beliefs = new Beliefs();
    fc.assert(
      fc.property(plans, agents, (tasks, members) => {
        const { assignments, metadata } = route({ tasks, team: members });
        for (const task of tasks) {
          const own = metadata.routes[task.task_id];
          if (!own) continue;
          const level = metadata.difficulties[task.task_id] ?? "Easy";
          const reachable = members.some(
            ({ agent_id, tier, capabilities }) =>
              task.capabilities.every((tag) => capabilities.includes(tag)) &&
              beliefs.quality(agent_id, tier, level) >= QUALITY_FLOOR[level],
          );
          expect(own.expected_quality >= QUALITY_FLOOR[level]).toBe(reachable);
          const agent = members.find(({ agent_id }) => agent_id === assignments[task.task_id]);
          expect(order.indexOf(own.tier)).toBeLessThanOrEqual(order.indexOf(agent?.tier ?? "economy"));
        }
      }),
    );
  });

  it("costs exactly the baseline when cost is not weighed", () => {
    fc.assert(
      fc.property(plans, agents, (tasks, members) => {
        const { metadata } = route({ tasks, team: members, costAware: false });
        expect(metadata.estimated_cost_usd).toBe(metadata.baseline_cost_usd);
        expect(metadata.saved_cost_usd).toBe(0);
      }),
    );
  });
});
