import { describe, expect, it } from "vitest";
import { DifficultyModel } from "../../../src/nodes/route-tasks/difficulty/model.ts";
import {
  assessDifficulty,
  structuralDifficulty,
  taskText,
} from "../../../src/nodes/route-tasks/task-difficulty.ts";
import { aTask } from "../../support/tasks.ts";

const SMALL = { bits: 12 };

describe("structuralDifficulty", () => {
  it.each([
    [{ effort_hours: 1 }, "Easy"],
    [{ effort_hours: 4 }, "Standard"],
    [{ effort_hours: 8 }, "Hard"],
    [{ effort_hours: 8, critical: true }, "Critical"],
    [{ effort_hours: 1, effect: "deploy" as const }, "Critical"],
    [{ effort_hours: 1, capabilities: ["payments"] }, "Standard"],
  ])("rates %j as %s", (differences, level) => {
    expect(structuralDifficulty(aTask({ task_id: "t", ...differences }))).toBe(level);
  });
});

describe("assessDifficulty", () => {
  const migration = aTask({
    task_id: "m",
    title: "Migrate the ledger",
    description: "Move the ledger to shards.",
  });
  const page = aTask({ task_id: "p", title: "Write the help page", description: "Answer common questions." });

  function taught(rounds: number): DifficultyModel {
    const model = DifficultyModel.cold(SMALL);
    for (let round = 0; round < rounds; round += 1) {
      model.update({ text: taskText(migration), outcomes: { economy: 0 } });
      model.update({ text: taskText(page), outcomes: { economy: 1 } });
    }
    return model;
  }

  it("moves a task one level where similar texts went worse than usual, and says why", () => {
    const { level, learnt } = assessDifficulty(migration, taught(20));
    expect(level).toBe("Standard");
    expect(learnt).toMatch(/^Standard rather than Easy, as similar tasks did \d+ points worse than usual$/);
  });

  it("makes easier what went better, down to Easy", () => {
    const big = { ...page, effort_hours: 4 };
    expect(assessDifficulty(big, taught(20)).level).toBe("Easy");
    expect(assessDifficulty(page, taught(20))).toEqual({ level: "Easy", learnt: "" });
  });

  it("does not listen to a few outcomes, nor for what is irreversible", () => {
    expect(assessDifficulty(migration, taught(5)).level).toBe("Easy");
    expect(assessDifficulty({ ...page, effect: "deploy" }, taught(20)).level).toBe("Critical");
    expect(assessDifficulty(migration, DifficultyModel.cold(SMALL)).level).toBe("Easy");
  });
});
