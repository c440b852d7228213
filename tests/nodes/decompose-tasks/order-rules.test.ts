import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeOrder, orderProblems } from "../../../src/nodes/decompose-tasks/order-rules.ts";
import { topologicalOrder } from "../../../src/state/task-order.ts";
import { aTask } from "../../support/tasks.ts";
import { layeredTasks, reachable } from "./support.ts";

const chain = [
  aTask({ task_id: "design", phase: "design" }),
  aTask({ task_id: "build", phase: "build", depends_on: ["design"] }),
  aTask({ task_id: "test", phase: "test", depends_on: ["build"] }),
  aTask({ task_id: "deploy", phase: "deploy", depends_on: ["test"] }),
  aTask({ task_id: "launch", phase: "launch", depends_on: ["deploy"] }),
];

describe("the order that must hold in every plan", () => {
  it("is satisfied by a chain of the phases and leaves it alone", () => {
    expect(orderProblems(chain)).toEqual([]);
    expect(completeOrder(chain)).toEqual(chain);
  });

  it.each([
    ["build", "design"],
    ["test", "build"],
    ["deploy", "test"],
    ["launch", "deploy"],
  ])("misses a %s that does not wait for %s, and completes it", (id, after) => {
    const broken = chain.map((task) => (task.task_id === id ? { ...task, depends_on: [] } : task));
    expect(orderProblems(broken)).toContainEqual(
      expect.stringMatching(new RegExp(`"${id}" .* does not wait for ${after}: "${after}"`)),
    );
    expect(completeOrder(broken)).toEqual(chain);
  });

  it("names a dependency on a later phase, which can't be completed", () => {
    const broken = [
      aTask({ task_id: "build", depends_on: ["test"] }),
      aTask({ task_id: "test", phase: "test" }),
    ];
    expect(completeOrder(broken)).toEqual(broken);
    expect(orderProblems(broken)).toContainEqual('Step "build" (build) depends on a later phase: "test".');
  });

  it("has a feature tested after its own build, not after another's", () => {
    const tasks = [
      aTask({ task_id: "design", phase: "design" }),
      aTask({ task_id: "build-a", feature: "a", depends_on: ["design"] }),
      aTask({ task_id: "build-b", feature: "b", depends_on: ["design"] }),
      aTask({ task_id: "test-a", feature: "a", phase: "test", depends_on: ["build-b"] }),
    ];
    expect(orderProblems(tasks)).toEqual(['Step "test-a" (test) does not wait for build: "build-a".']);
    expect(completeOrder(tasks)[3]?.depends_on).toEqual(["build-b", "build-a"]);
  });

  it("releases only what is built and tested in full, for any steps", () => {
    fc.assert(
      fc.property(layeredTasks, (tasks) => {
        const completed = completeOrder(tasks);
        topologicalOrder(completed);
        const of = (phase: string) => completed.filter((task) => task.phase === phase);
        const doneBefore = (task: { task_id: string }) => reachable(completed, task.task_id);
        for (const deploy of of("deploy")) {
          const done = doneBefore(deploy);
          for (const task of [...of("build"), ...of("test")]) expect(done).toContain(task.task_id);
        }
        const waits = (late: string, early: string) =>
          of(late).every((task) => of(early).some(({ task_id }) => doneBefore(task).has(task_id)));
        if (of("design").length > 0) expect(waits("build", "design")).toBe(true);
        if (of("build").length > 0) expect(waits("test", "build")).toBe(true);
        if (of("deploy").length > 0) expect(waits("launch", "deploy")).toBe(true);
        for (const test of of("test").filter(({ feature }) => feature !== null)) {
          const own = of("build").filter(({ feature }) => feature === test.feature);
          for (const build of own) expect(doneBefore(test)).toContain(build.task_id);
        }
        expect(orderProblems(completed)).toEqual([]);
        for (const [index, task] of tasks.entries()) {
          expect(completed[index]).toEqual({ ...task, depends_on: expect.any(Array) });
          expect(completed[index]?.depends_on.slice(0, task.depends_on.length)).toEqual(task.depends_on);
        }
      }),
      { numRuns: 60 },
    );
  });
});
