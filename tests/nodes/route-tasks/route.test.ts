import { describe, expect, it } from "vitest";
import { AGENT_CATALOGUE } from "../../../src/agents/catalogue.ts";
import { taskDifficulty } from "../../../src/nodes/route-tasks/difficulty.ts";
import { routeTasks } from "../../../src/nodes/route-tasks/route.ts";
import { RoutingPlanSchema } from "../../../src/state/routing.ts";
import { aTask } from "../../support/tasks.ts";

const team = (...ids: string[]) => AGENT_CATALOGUE.filter((agent) => ids.includes(agent.agent_id));

describe("routeTasks (guide 7.2)", () => {
  it("assigns by capability, explains with figures and reports what nobody can do", () => {
    const tasks = [
      aTask({ task_id: "a", capabilities: ["payments"] }),
      aTask({ task_id: "b", capabilities: ["telepathy"] }),
    ];
    const plan = RoutingPlanSchema.parse(
      routeTasks({ tasks, team: team("builder", "payments"), costAware: true }),
    );
    expect(plan.assignments).toEqual({ a: "payments" });
    expect(plan.explanations.a).toMatch(/payments does payments \(Standard\): score -?\d\.\d\d from fit/);
    expect(plan.unassigned_tasks).toEqual(["b"]);
    expect(plan.explanations.b).toContain("telepathy");
  });

  it("takes the cheap agent for easy work and never one that is not on the team", () => {
    const tasks = [aTask({ task_id: "easy", capabilities: ["documentation"], effort_hours: 1 })];
    const aware = routeTasks({ tasks, team: team("devrel", "support"), costAware: true });
    expect(aware.assignments.easy).toBe("support");
    const strongest = routeTasks({ tasks, team: team("devrel", "support"), costAware: false });
    expect(strongest.assignments.easy).toBe("devrel");
    expect(aware.metadata.estimated_cost_usd).toBeLessThan(aware.metadata.baseline_cost_usd);
  });

  it("keeps a task from agents that failed it", () => {
    const tasks = [aTask({ task_id: "t", capabilities: ["security"] })];
    const all = team("qa", "security");
    const first = routeTasks({ tasks, team: all, costAware: true }).assignments.t as string;
    const second = routeTasks({ tasks, team: all, costAware: true, avoid: { t: [first] } });
    expect(second.assignments.t).not.toBe(first);
    expect(
      routeTasks({ tasks, team: all, costAware: true, avoid: { t: ["qa", "security"] } }).unassigned_tasks,
    ).toEqual(["t"]);
  });

  it.each([
    [{ effort_hours: 1 }, "Easy"],
    [{ effort_hours: 4 }, "Standard"],
    [{ effort_hours: 8 }, "Hard"],
    [{ effort_hours: 8, critical: true }, "Critical"],
    [{ effort_hours: 1, effect: "deploy" as const }, "Critical"],
  ])("rates %j as %s", (differences, difficulty) => {
    expect(taskDifficulty(aTask({ task_id: "t", ...differences }))).toBe(difficulty);
  });
});
