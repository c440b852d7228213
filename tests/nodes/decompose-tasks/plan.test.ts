import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planFromBlueprint } from "../../../src/nodes/decompose-tasks/plan.ts";
import { PHASES, TaskGraphSchema } from "../../../src/state/task.ts";
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
});
