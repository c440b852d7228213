import { describe, expect, it } from "vitest";
import { AGENT_CATALOGUE } from "../../../src/agents/catalogue.ts";
import { routingCosts } from "../../../src/nodes/finish/routing-costs.ts";
import { routeTasks } from "../../../src/nodes/route-tasks/route.ts";
import { TASK_STATUSES, type TaskStatus } from "../../../src/state/task.ts";
import { aResult, aTask } from "../../support/tasks.ts";

const tasks = ["a", "b", "c"].map((task_id) => aTask({ task_id, capabilities: ["frontend"] }));
const routing_plan = routeTasks({ tasks, team: AGENT_CATALOGUE, costAware: true });
const results = (...statuses: TaskStatus[]) =>
  statuses.map((status, index) => aResult({ task_id: tasks[index]?.task_id ?? "", status }));

describe("routingCosts", () => {
  it("are the plan's when everything was done, whether or not it went well", () => {
    const { estimated_cost_usd, baseline_cost_usd, saved_cost_usd } = routing_plan.metadata;
    expect(saved_cost_usd).toBeGreaterThan(0);
    expect(routingCosts({ routing_plan, task_results: results("completed", "failed", "completed") })).toEqual(
      { estimated_cost_usd, baseline_cost_usd, saved_cost_usd },
    );
  });

  it("leave out what nobody did", () => {
    const { a } = routing_plan.metadata.routes;
    const saved = (a?.baseline_cost_usd ?? 0) - (a?.cost_usd ?? 0);
    for (const status of TASK_STATUSES.filter((one) => one !== "completed" && one !== "failed")) {
      const costs = routingCosts({ routing_plan, task_results: results("completed", status, status) });
      expect(costs.estimated_cost_usd).toBeCloseTo(a?.cost_usd ?? 0, 2);
      expect(costs.saved_cost_usd).toBeCloseTo(saved, 2);
    }
  });

  it("are nothing for a run that was refused, and for a task without a route", () => {
    const nothing = { estimated_cost_usd: 0, baseline_cost_usd: 0, saved_cost_usd: 0 };
    expect(routingCosts({ routing_plan: null, task_results: [] })).toEqual(nothing);
    expect(routingCosts({ routing_plan, task_results: [aResult({ task_id: "x" })] })).toEqual(nothing);
  });
});
