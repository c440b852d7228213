import type { Difficulty } from "../../state/routing.ts";
import type { Task } from "../../state/task.ts";

/** Work in these fields is hard whatever its size. */
const DEMANDING = new Set(["machine-learning", "security", "payments", "data-pipeline", "infrastructure"]);

/** Estimates how difficult a task is from its structure (guide 7.2; the cold start of DAAO). */
export function taskDifficulty(
  task: Pick<Task, "critical" | "effect" | "effort_hours" | "capabilities">,
): Difficulty {
  if (task.effect === "money" || task.effect === "deploy") return "Critical";
  const points =
    (task.effort_hours >= 6 ? 2 : task.effort_hours >= 3 ? 1 : 0) +
    (task.critical ? 1 : 0) +
    (task.capabilities.some((capability) => DEMANDING.has(capability)) ? 1 : 0);
  if (points >= 3) return "Critical";
  if (points === 2) return "Hard";
  return points === 1 ? "Standard" : "Easy";
}
