import { describe, expect, it } from "vitest";
import { assemblePlan } from "../../../src/nodes/decompose-tasks/assemble.ts";
import type { Task } from "../../../src/state/task.ts";
import { aTask } from "../../support/tasks.ts";
import { aPlan } from "./support.ts";

const tasks = aPlan().tasks;
const assemble = (changed: readonly Task[], features = ["a", "b"]) =>
  assemblePlan(changed, { source: "model", features });

describe("assemblePlan", () => {
  it("accepts what it made and makes the same of it", () => {
    expect(assemble(tasks)).toEqual({ ...aPlan(), source: "model" });
  });

  it.each([
    ["a step twice", [...tasks, tasks[0] as Task], "PLAN_INVALID", "sketch"],
    [
      "an unknown dependency",
      [...tasks, aTask({ task_id: "x", depends_on: ["gone"] })],
      "PLAN_INVALID",
      "gone",
    ],
    [
      "a cycle",
      [...tasks, aTask({ task_id: "x", depends_on: ["y"] }), aTask({ task_id: "y", depends_on: ["x"] })],
      "PLAN_CYCLE",
      "x -> y -> x",
    ],
    [
      "a step that waits for itself",
      [...tasks, aTask({ task_id: "x", depends_on: ["x"] })],
      "PLAN_CYCLE",
      "x -> x",
    ],
    [
      "10,000 steps",
      Array.from({ length: 10_000 }, (_, index) => aTask({ task_id: `t${index}` })),
      "PLAN_TOO_LARGE",
      "10,000",
    ],
    ["no step", [], "PLAN_INVALID", "phase design"],
    ["no release", tasks.map((task) => ({ ...task, effect: "write" as const })), "PLAN_INVALID", "releases"],
  ])("refuses %s with a code", (_what, changed, code, named) => {
    expect(() => assemble(changed)).toThrowError(
      expect.objectContaining({ code, message: expect.stringContaining(named) }),
    );
  });

  it("refuses a feature that nobody builds, or tests", () => {
    expect(() => assemble(tasks, ["a", "c"])).toThrowError(/No step builds the feature "c"/);
    expect(() => assemble(tasks.filter(({ task_id }) => task_id !== "test-a"))).not.toThrowError(/cycle/);
    const untested = tasks
      .filter(({ task_id }) => task_id !== "test-a")
      .map((task) => ({ ...task, depends_on: task.depends_on.filter((id) => id !== "test-a") }));
    expect(() => assemble(untested)).toThrowError(/No step tests the feature "a"/);
  });
});
