import { describe, expect, it } from "vitest";
import { planBreaches } from "../../../evals/lifecycle/plan-checks.ts";
import { teamBreaches } from "../../../evals/lifecycle/team-checks.ts";
import { AGENT_CATALOGUE } from "../../../src/agents/catalogue.ts";
import type { Archetype } from "../../../src/state/archetype.ts";
import type { Task, TaskGraph } from "../../../src/state/task.ts";
import { loadArchetypes } from "../../../src/templates/archetypes.ts";
import { aPlan } from "../../nodes/decompose-tasks/support.ts";
import { aTask } from "../../support/tasks.ts";

function changed(change: (tasks: Task[]) => Task[], more: Partial<TaskGraph> = {}): TaskGraph {
  return { ...aPlan(), tasks: change([...aPlan().tasks]), ...more };
}
const without = (id: string, dependency: string) => (tasks: Task[]) =>
  tasks.map((task) =>
    task.task_id === id
      ? { ...task, depends_on: task.depends_on.filter((other) => other !== dependency) }
      : task,
  );

describe("planBreaches", () => {
  it("finds nothing in a sound plan", () => {
    expect(planBreaches(aPlan(), ["a", "b"])).toEqual([]);
  });

  it.each<[string, TaskGraph, RegExp]>([
    ["a build before design", changed(without("make", "sketch")), /make is built before any design/],
    ["a release that does not wait", changed(without("release", "try")), /release does not wait for try/],
    ["a test before its build", changed(without("test-a", "build-a")), /test/],
    [
      "a circle",
      changed((tasks) => [
        ...tasks,
        aTask({ task_id: "x", depends_on: ["y"] }),
        aTask({ task_id: "y", depends_on: ["x"] }),
      ]),
      /waits for itself/,
    ],
    ["a stranger", changed((tasks) => [...tasks, aTask({ task_id: "x", depends_on: ["ghost"] })]), /ghost/],
    ["twins", changed((tasks) => [...tasks, tasks[0] as Task]), /share an id/],
    ["nothing", changed(() => []), /0 steps/],
    [
      "an empty step",
      changed((tasks) => tasks.map((task) => ({ ...task, expected_outputs: [] }))),
      /lacks a description/,
    ],
    ["a lost group", { ...aPlan(), groups: [] }, /groups/],
    ["a lost chunk", { ...aPlan(), chunks: [] }, /chunks/],
    [
      "a chunk out of order",
      { ...aPlan(), chunks: (aPlan().chunks[0] ?? []).map((id) => [id]).toReversed() },
      /later chunk/,
    ],
  ])("finds %s", (_what, plan, breach) => {
    expect(planBreaches(plan, ["a", "b"]).join("; ")).toMatch(breach);
  });

  it("finds a feature that is not built", () => {
    expect(planBreaches(aPlan(), ["a", "c"])).toEqual(['"c" is not both built and tested']);
  });
});

describe("teamBreaches", () => {
  const shop = loadArchetypes().get("ecommerce_store") as Archetype;
  const requirements = { mvp_features: ["Checkout"], tech_stack: ["Stripe"] };

  it("finds nothing in the whole catalogue and everything in nobody", () => {
    expect(teamBreaches(AGENT_CATALOGUE, shop, requirements)).toEqual([]);
    const breaches = teamBreaches(
      [],
      { ...shop, traits: { ...shop.traits, go_to_market_heavy: true } },
      requirements,
    );
    expect(breaches).toEqual(
      expect.arrayContaining([
        "it has 0 members",
        "it lacks builder",
        "it sells and nobody can take payments",
        "it faces customers and nobody supports them",
        "it goes to market and nobody does growth",
      ]),
    );
  });
});
