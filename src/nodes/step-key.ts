import type { StepFailure } from "../state/memory-record.ts";
import type { Task, TaskResult } from "../state/task.ts";

/**
 * The step of the blueprint that a task was made of. Tasks of features carry the feature's number in their id,
 * which is another one in every plan; a step together with the feature's text is found again.
 */
export function stepKey({ task_id, feature }: Pick<Task, "task_id" | "feature">): string {
  return feature === null ? task_id : task_id.replace(/-\d+$/, "");
}

/** The same feature in two plans, whatever its case. */
export function sameFeature(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && a.trim().toLowerCase() === b.trim().toLowerCase());
}

/** How a result that is no success is remembered. */
export function stepFailure(result: TaskResult): StepFailure {
  const { feature, agent_id, error_code } = result;
  return { step: stepKey(result), feature, agent_id, error_code: error_code ?? "TASK_FAILED" };
}
