import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replan, replanAfter, type StepFailure } from "../../../src/nodes/decompose-tasks/replan.ts";
import type { Evolution } from "../../../src/state/genesis-state.ts";
import type { TaskGraph } from "../../../src/state/task.ts";
import { topologicalOrder } from "../../../src/state/task-order.ts";
import { anyPlan, aPlan, taskOf } from "./support.ts";

function groupOf(graph: TaskGraph, id: string): string {
  return graph.groups.find(({ task_ids }) => task_ids.includes(id))?.group_id ?? "";
}

const anEvolution = (differences: Partial<Evolution>): Evolution => ({
  round: 1,
  operator: "revision",
  diagnosis: "",
  avoid: {},
  dropped_tasks: [],
  refined_tasks: [],
  re_enter_at: "decompose-tasks",
  ...differences,
});

describe("replan (HTDAG: only the level that failed)", () => {
  it("leaves everything outside the subtree identical, for any plan and failure", () => {
    const actions = fc.constantFrom<StepFailure["action"]>("retry", "drop", "refine");
    fc.assert(
      fc.property(anyPlan, fc.nat(), actions, (plan, pick, action) => {
        const failed = plan.tasks[pick % plan.tasks.length]?.task_id ?? "";
        const subtree = groupOf(plan, failed);
        const inside = new Set(plan.groups.find(({ group_id }) => group_id === subtree)?.task_ids);
        const next = replan(plan, subtree, { task_id: failed, action });
        expect(next.revision).toBe(plan.revision + 1);
        expect(topologicalOrder(next.tasks)).toEqual(next.tasks);
        for (const task of plan.tasks.filter(({ task_id }) => !inside.has(task_id))) {
          const after = taskOf(next, task.task_id);
          const bridged = action === "drop" && task.depends_on.includes(failed);
          expect(after).toEqual(bridged ? { ...task, depends_on: after.depends_on } : task);
          expect(after.depends_on).toEqual(
            expect.arrayContaining(task.depends_on.filter((id) => id !== failed)),
          );
          expect(groupOf(next, task.task_id)).toBe(groupOf(plan, task.task_id));
        }
        expect(next.chunks.flat().toSorted()).toEqual(next.tasks.map(({ task_id }) => task_id).toSorted());
        expect(replan(plan, subtree, { task_id: failed, action })).toEqual(next);
      }),
      { numRuns: 80 },
    );
  });

  it("bridges a dropped step: what waited for it waits for what it waited for", () => {
    const next = replan(aPlan(), "build/feature-1", { task_id: "build-a", action: "drop" });
    expect(next.tasks.map(({ task_id }) => task_id)).not.toContain("build-a");
    expect(taskOf(next, "test-a").depends_on).toEqual(["make"]);
    expect(next.groups.map(({ group_id }) => group_id)).toContain("build/feature-2");
  });

  it("refines a step into two of which the second keeps its id", () => {
    const plan = aPlan();
    const next = replan(plan, "build", { task_id: "build-b", action: "refine" });
    const [first, rest] = [taskOf(next, "build-b-first-part"), taskOf(next, "build-b")];
    expect(first).toMatchObject({ depends_on: ["make"], effort_hours: 2, feature: "b", phase: "build" });
    expect(rest).toMatchObject({ depends_on: ["make", "build-b-first-part"], effort_hours: 2 });
    expect(taskOf(next, "test-b")).toBe(taskOf(plan, "test-b"));
    const again = replan(next, "build/feature-2", { task_id: "build-b", action: "refine" });
    expect(again.tasks.map(({ task_id }) => task_id)).toContain("build-b-first-part-2");
  });

  it.each([
    ["nowhere", "make"],
    ["test", "make"],
    ["build", "ghost"],
  ])("refuses the part %s for %s with a code", (subtree, task_id) => {
    expect(() => replan(aPlan(), subtree, { task_id, action: "drop" })).toThrowError(
      expect.objectContaining({ code: "PLAN_INVALID" }),
    );
  });

  it("does all that an evolution asks for as one revision, and ignores tasks that are gone", () => {
    const evolution = anEvolution({
      round: 2,
      dropped_tasks: ["test-a", "ghost"],
      refined_tasks: ["build-b"],
    });
    const next = replanAfter(aPlan(), evolution);
    const ids = next.tasks.map(({ task_id }) => task_id);
    expect(ids).not.toContain("test-a");
    expect(ids).toContain("build-b-first-part");
    expect(next.revision).toBe(2);
    expect(replanAfter(aPlan(), anEvolution({}))).toEqual({ ...aPlan(), revision: 1 });
  });

  it("keeps a plan that has no room for more steps", () => {
    const plan = aPlan();
    const tasks = Array.from({ length: 200 }, (_, index) => ({
      ...taskOf(plan, "sketch"),
      task_id: `t${index}`,
    }));
    const full = {
      ...plan,
      tasks,
      groups: [{ ...(plan.groups[0] as (typeof plan.groups)[0]), task_ids: ["t0"] }],
    };
    expect(replan(full, "design", { task_id: "t0", action: "refine" }).tasks).toEqual(tasks);
  });
});
