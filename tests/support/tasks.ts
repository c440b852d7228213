import type { Task, TaskResult } from "../../src/state/task.ts";

/** A harmless task with the given differences. */
export function aTask(differences: Partial<Task> & { task_id: string }): Task {
  return {
    title: `Do ${differences.task_id}`,
    description: `Carries out ${differences.task_id} for the product.`,
    phase: "build",
    feature: null,
    depends_on: [],
    capabilities: ["frontend"],
    expected_outputs: ["a result"],
    effort_hours: 1,
    critical: false,
    effect: "write",
    ...differences,
  };
}

/** A completed result with the given differences. */
export function aResult(differences: Partial<TaskResult> & { task_id: string }): TaskResult {
  return {
    title: `Do ${differences.task_id}`,
    phase: "build",
    feature: null,
    agent_id: "builder",
    status: "completed",
    critical: false,
    output: {},
    error: null,
    error_code: null,
    attempts: 1,
    simulated: false,
    started_at: null,
    duration_seconds: 0,
    ...differences,
  };
}
