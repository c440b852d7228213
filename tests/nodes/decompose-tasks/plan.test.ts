import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assemblePlan } from "../../../src/nodes/decompose-tasks/assemble.ts";
import { outlinePlan } from "../../../src/nodes/decompose-tasks/outline.ts";
import { planFromBlueprint } from "../../../src/nodes/decompose-tasks/plan.ts";
import { PHASES, type Task, TaskGraphSchema } from "../../../src/state/task.ts";
import { loadArchetypes } from "../../../src/templates/archetypes.ts";
import { aRequirements } from "../../support/requirements.ts";

const registry = loadArchetypes();
const type = fc.constantFrom(...registry.types());
const features = fc.array(
  fc.string({ minLength: 1, maxLength: 30 }).filter((text) => text.trim() !== ""),
  { minLength: 1, maxLength: 50 },
);

describe("planFromBlueprint (guide 7.1)", () => {
  it("makes valid plans whose dependencies are true, for any features", () => {
    fc.assert(
      fc.property(type, features, (business_type, mvp_features) => {
        const requirements = aRequirements({ business_type, mvp_features });
        const plan = planFromBlueprint({ blueprint: registry.blueprint(business_type), requirements });
        TaskGraphSchema.parse(plan);
        const position = new Map(plan.tasks.map((task, index) => [task.task_id, index]));
        const phase = new Map(plan.tasks.map((task) => [task.task_id, PHASES.indexOf(task.phase)]));
        for (const task of plan.tasks) {
          for (const id of task.depends_on) {
            expect(position.get(id)).toBeLessThan(position.get(task.task_id) ?? -1);
            expect(phase.get(id)).toBeLessThanOrEqual(PHASES.indexOf(task.phase));
          }
        }
        for (const index of mvp_features.keys()) {
          const test = plan.tasks.find((task) => task.task_id === `test-feature-${index + 1}`);
          expect(test?.depends_on).toContain(`build-feature-${index + 1}`);
        }
        expect(planFromBlueprint({ blueprint: registry.blueprint(business_type), requirements })).toEqual(
          plan,
        );
      }),
      { numRuns: 40 },
    );
  });

  it("refuses more than 200 tasks with a code", () => {
    const blueprint = registry.blueprint("saas_tool");
    const mvp_features = Array.from({ length: 150 }, (_, index) => `f${index}`);
    expect(() =>
      planFromBlueprint({ blueprint, requirements: aRequirements({ mvp_features }) }),
    ).toThrowError(expect.objectContaining({ code: "PLAN_TOO_LARGE" }));
  });

  it("has room for exactly 200 tasks", () => {
    const blueprint = registry.blueprint("saas_tool");
    const common = blueprint.filter(({ per_feature }) => !per_feature).length;
    const each = blueprint.length - common;
    const mvp_features = Array.from({ length: (200 - common) / each }, (_, index) => `f${index}`);
    const plan = planFromBlueprint({ blueprint, requirements: aRequirements({ mvp_features }) });
    expect(plan.tasks).toHaveLength(200);
    expect(plan.chunks.map((chunk) => chunk.length)).toEqual([50, 50, 50, 50]);
    const frame = { source: plan.source, features: mvp_features };
    expect(assemblePlan(plan.tasks, frame).tasks).toHaveLength(200);
    const more = [...plan.tasks, { ...(plan.tasks[0] as Task), task_id: "one-more" }];
    expect(() => assemblePlan(more, frame)).toThrowError(
      expect.objectContaining({ code: "PLAN_TOO_LARGE", message: expect.stringContaining("201") }),
    );
  });

  it("needs no order completed in the plans of the built-in archetypes", () => {
    for (const business_type of registry.types()) {
      const requirements = aRequirements({ business_type });
      const blueprint = registry.blueprint(business_type);
      const written = outlinePlan(blueprint, requirements).flatMap((node) => node.refine());
      const planned = planFromBlueprint({ blueprint, requirements }).tasks;
      const byId = new Map(written.map((task) => [task.task_id, task]));
      expect(planned).toHaveLength(written.length);
      for (const task of planned) expect(task).toEqual(byId.get(task.task_id));
    }
  });

  it("plans twice for a feature that is named twice", () => {
    const requirements = aRequirements({ mvp_features: ["Export", "Export"] });
    const plan = planFromBlueprint({ blueprint: registry.blueprint("saas_tool"), requirements });
    expect(plan.tasks.filter(({ feature }) => feature === "Export")).toHaveLength(4);
    expect(plan.groups.filter(({ level }) => level === "feature").map(({ group_id }) => group_id)).toEqual([
      "build/feature-1",
      "test/feature-1",
    ]);
  });

  it("cuts a plan of 50 features into chunks that respect the order", () => {
    const mvp_features = Array.from({ length: 50 }, (_, index) => `Feature ${index}`);
    const plan = planFromBlueprint({
      blueprint: registry.blueprint("saas_tool"),
      requirements: aRequirements({ mvp_features }),
    });
    expect(plan.chunks.map((chunk) => chunk.length)).toEqual([39, 38, 39]);
    // A feature is tested in the part in which it is built, but where a cut falls between the two.
    const apart = mvp_features.filter((_name, index) => {
      const chunk = plan.chunks.find((ids) => ids.includes(`build-feature-${index + 1}`));
      return !chunk?.includes(`test-feature-${index + 1}`);
    });
    expect(apart.length).toBeLessThanOrEqual(2);
  });
});

describe("outlinePlan", () => {
  it("knows the size of each node without refining it, and refines to just that", () => {
    const outline = outlinePlan(registry.blueprint("saas_tool"), aRequirements());
    for (const node of outline) {
      const tasks = node.refine();
      expect(tasks).toHaveLength(node.size);
      for (const task of tasks) expect(task).toMatchObject({ phase: node.phase, feature: node.feature });
      expect(node.refine()).toEqual(tasks);
    }
    expect(outline.filter(({ phase }) => phase === "build").map(({ feature }) => feature)).toEqual([
      null,
      ...aRequirements().mvp_features,
    ]);
  });
});
