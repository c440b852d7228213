import { describe, expect, it } from "vitest";
import { editTask, type Plan } from "../../../src/nodes/await-approval/edit-tasks.ts";
import { aTask } from "../../support/tasks.ts";

const OLD = "Email campaigns to purchased lists";
const frame = (feature: string) => `Build the feature of Plum described as: ${feature}. Cover its main path.`;
const PLAN: Plan = {
  tasks: [
    aTask({
      task_id: "build",
      feature: OLD,
      title: `Build: ${OLD}`,
      description: frame(OLD),
      expected_outputs: [`working feature: ${OLD}`],
    }),
    aTask({
      task_id: "test",
      feature: OLD,
      phase: "test",
      title: `Test: ${OLD}`,
      description: `Try ${OLD}.`,
    }),
    aTask({ task_id: "other", feature: "Invoices", description: `Not about ${OLD}.` }),
  ],
  groups: [
    { group_id: "build/feature-1", parent: "build", level: "feature", title: OLD, task_ids: ["build"] },
  ],
  requirements: { mvp_features: ["Invoices", OLD] },
};

const featuresOf = ({ requirements }: Plan) => (requirements as { mvp_features: string[] }).mvp_features;

describe("an edit of how a feature is built", () => {
  it("says the feature in other words wherever it is spoken of, and nowhere else", () => {
    const NEW = "Email campaigns to people who opted in";
    const { tasks, groups, requirements } = editTask(PLAN, "build", frame(NEW));
    expect(tasks[0]).toEqual({
      ...PLAN.tasks[0],
      feature: NEW,
      title: `Build: ${NEW}`,
      description: frame(NEW),
      expected_outputs: [`working feature: ${NEW}`],
    });
    expect(tasks[1]).toMatchObject({ feature: NEW, title: `Test: ${NEW}`, description: `Try ${NEW}.` });
    expect(tasks[2]).toBe(PLAN.tasks[2]);
    expect(groups[0]?.title).toBe(NEW);
    expect(requirements).toEqual({ mvp_features: ["Invoices", NEW] });
  });

  it("takes a text of its own for the feature, on one line and within its limit", () => {
    const free = "Letters to customers\nwho asked for them, $& more.";
    expect(featuresOf(editTask(PLAN, "build", free))[1]).toBe(
      "Letters to customers who asked for them, $& more.",
    );
    expect(editTask(PLAN, "build", free).tasks[0]?.description).toBe(free);
    expect(featuresOf(editTask(PLAN, "build", "x".repeat(4_000)))[1]).toHaveLength(500);
  });

  it("that keeps the feature's words changes nothing else", () => {
    const text = `${frame(OLD)} Only in March.`;
    const plan = editTask(PLAN, "build", text);
    expect(plan.tasks[0]).toEqual({ ...PLAN.tasks[0], description: text });
    expect(plan.tasks.slice(1)).toEqual(PLAN.tasks.slice(1));
    expect(plan.requirements).toBe(PLAN.requirements);
  });
});

it("an edit of any other task is about that task alone", () => {
  const plan = editTask(PLAN, "test", "Try it with made-up addresses.");
  expect(plan.tasks[1]).toEqual({ ...PLAN.tasks[1], description: "Try it with made-up addresses." });
  expect(plan.tasks[0]).toBe(PLAN.tasks[0]);
  expect(plan.requirements).toBe(PLAN.requirements);
  expect(editTask(PLAN, "gone", "Do something else.")).toBe(PLAN);
});
