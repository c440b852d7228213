import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { featureNumbersOf, numberFeatures } from "../../../src/nodes/decompose-tasks/structure.ts";
import { PHASES, TaskGraphSchema } from "../../../src/state/task.ts";
import { anyPlan, aPlan } from "./support.ts";

describe("hierarchy and chunks of a plan", () => {
  it("puts features under their phase, numbered alike in every phase", () => {
    const { groups } = aPlan();
    expect(
      groups.map(({ group_id, parent, title, task_ids }) => [group_id, parent, title, task_ids]),
    ).toEqual([
      ["design", null, "design", ["sketch"]],
      ["build", null, "build", ["make"]],
      ["build/feature-1", "build", "a", ["build-a"]],
      ["build/feature-2", "build", "b", ["build-b"]],
      ["test", null, "test", ["try"]],
      ["test/feature-1", "test", "a", ["test-a"]],
      ["test/feature-2", "test", "b", ["test-b"]],
      ["deploy", null, "deploy", ["release"]],
    ]);
    expect(featureNumbersOf(groups)).toEqual(numberFeatures(["a", "b"]));
  });

  it("numbers a feature that is named twice by its first place", () => {
    expect([...numberFeatures(["x", "y", "x"])].toSorted()).toEqual([
      ["x", 1],
      ["y", 2],
    ]);
  });

  it("keeps a plan of up to 50 tasks in one chunk", () => {
    const { tasks, chunks } = aPlan();
    expect(chunks).toEqual([tasks.map(({ task_id }) => task_id)]);
  });

  it("has every step in one group and one chunk, and no chunk depends on a later one", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        TaskGraphSchema.parse(plan);
        const ids = plan.tasks.map(({ task_id }) => task_id).toSorted();
        expect(plan.groups.flatMap(({ task_ids }) => task_ids).toSorted()).toEqual(ids);
        expect(plan.chunks.flat().toSorted()).toEqual(ids);
        const chunkOf = new Map(
          plan.chunks.flatMap((chunk, index) => chunk.map((id) => [id, index] as const)),
        );
        for (const { task_id, depends_on } of plan.tasks) {
          for (const id of depends_on)
            expect(chunkOf.get(id)).toBeLessThanOrEqual(chunkOf.get(task_id) ?? -1);
        }
        for (const chunk of plan.chunks) expect(chunk.length).toBeLessThanOrEqual(50);
        expect(plan.chunks).toHaveLength(Math.ceil(ids.length / 50));
        for (const { group_id, parent, task_ids } of plan.groups) {
          for (const id of task_ids) {
            const task = plan.tasks.find((other) => other.task_id === id);
            expect(task?.phase).toBe(parent ?? group_id);
          }
        }
      }),
      { numRuns: 80 },
    );
  });

  it("keeps the phases in order", () => {
    const phases = aPlan().groups.filter(({ level }) => level === "phase");
    const order = phases.map(({ group_id }) => PHASES.indexOf(group_id as (typeof PHASES)[number]));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });
});
