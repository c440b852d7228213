import { describe, expect, it } from "vitest";
import { reviseAfterFailure } from "../../../src/nodes/evolve-plan/diagnose.ts";
import type { AgentProfile } from "../../../src/state/agent.ts";
import type { Evolution } from "../../../src/state/genesis-state.ts";
import type { Task, TaskGraph } from "../../../src/state/task.ts";
import { aResult, aTask } from "../../support/tasks.ts";

const builder: AgentProfile = {
  agent_id: "builder",
  name: "Builder",
  aliases: [],
  role: "Builds",
  capabilities: ["frontend"],
  tier: "standard",
  price_usd_per_hour: 1,
  max_concurrency: 1,
};

function revise(tasks: Task[], failed: string[], evolutions: Evolution[] = [], catalogue = [builder]) {
  const task_graph: TaskGraph = { tasks, groups: [], chunks: [], source: "blueprint", revision: 0 };
  const task_results = failed.map((task_id) => aResult({ task_id, status: "failed", error_code: "NO_LUCK" }));
  return reviseAfterFailure({ task_graph, task_results, evolutions }, catalogue);
}

describe("reviseAfterFailure", () => {
  it("gives a task to another agent who can do it", () => {
    const other = { ...builder, agent_id: "other" };
    const revised = revise([aTask({ task_id: "a", critical: true })], ["a"], [], [builder, other]);
    expect(revised).toMatchObject({
      avoid: { a: ["builder"] },
      dropped_tasks: [],
      refined_tasks: [],
      re_enter_at: "compose-team",
    });
  });

  it("gives up an optional task with what its feature needed it for, and nothing else", () => {
    const tasks = [
      aTask({ task_id: "build-x", feature: "x" }),
      aTask({ task_id: "test-x", feature: "x", phase: "test", depends_on: ["build-x"] }),
      aTask({ task_id: "retest-x", feature: "x", phase: "test", depends_on: ["test-x"] }),
      aTask({ task_id: "test-all", phase: "test", depends_on: ["build-x"] }),
      aTask({ task_id: "test-y", feature: "y", phase: "test", depends_on: ["build-x"] }),
    ];
    expect(revise(tasks, ["build-x"]).dropped_tasks).toEqual(["build-x", "test-x", "retest-x"]);
  });

  it("decomposes a critical task once, if it is large and doing half of it is harmless", () => {
    const large = { critical: true, effort_hours: 4 };
    const tasks = [
      aTask({ task_id: "large", ...large }),
      aTask({ task_id: "small", critical: true, effort_hours: 1 }),
      aTask({ task_id: "release", ...large, effect: "deploy", phase: "deploy" }),
      aTask({ task_id: "pay", ...large, effect: "money" }),
    ];
    const all = tasks.map(({ task_id }) => task_id);
    const first = revise(tasks, all);
    expect(first).toMatchObject({
      refined_tasks: ["large"],
      dropped_tasks: [],
      re_enter_at: "decompose-tasks",
    });
    expect(revise(tasks, all, [first])).toMatchObject({ round: 2, refined_tasks: [] });
  });
});
