import type { Task } from "../../state/task.ts";

/** The step of the lifecycle that a task was made of; tasks of features carry their number in their id. */
export function stepOf({ task_id, feature }: Task): string {
  return feature === null ? task_id : task_id.replace(/-\d+$/, "");
}
