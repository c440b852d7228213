import { describe, expect, it } from "vitest";
import { planFromBlueprint } from "../../src/nodes/decompose-tasks/plan.ts";
import { loadArchetypes } from "../../src/templates/archetypes.ts";
import { reachable, taskOf } from "../nodes/decompose-tasks/support.ts";
import { aRequirements } from "../support/requirements.ts";

const registry = loadArchetypes();
const requirements = aRequirements();

describe.each(registry.types())("the plan of %s", (type) => {
  it("has no step that moves money by default", () => {
    expect(registry.blueprint(type).filter(({ effect }) => effect === "money")).toEqual([]);
  });

  it("with payments has exactly one, after all building and before the release", () => {
    const plan = planFromBlueprint({ blueprint: registry.blueprint(type, { payments: true }), requirements });
    const money = plan.tasks.filter(({ effect }) => effect === "money");
    expect(money.map(({ task_id }) => task_id)).toEqual(["set-up-payments"]);
    expect(taskOf(plan, "set-up-payments")).toMatchObject({ critical: true, capabilities: ["payments"] });
    const before = reachable(plan.tasks, "set-up-payments");
    for (const { task_id, phase } of plan.tasks) if (phase === "build") expect(before).toContain(task_id);
    expect(reachable(plan.tasks, "deploy-product")).toContain("set-up-payments");
    const without = planFromBlueprint({ blueprint: registry.blueprint(type), requirements });
    expect(plan.tasks.length).toBe(without.tasks.length + 1);
  });
});
