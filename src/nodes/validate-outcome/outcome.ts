import { type ErrorInfo, GenesisError } from "../../state/errors.ts";
import type { TaskResult } from "../../state/task.ts";

/** The share of tasks that must be completed (guide 3.2 and 10.2). */
const REQUIRED_COMPLETION = 0.8;

/** Completed tasks over all tasks, 0 to 1; 0 without tasks. Only `completed` counts. */
export function completionRate(results: readonly TaskResult[]): number {
  if (results.length === 0) return 0;
  return results.filter((result) => result.status === "completed").length / results.length;
}

/** Why the run is no success, or null when it is one (guide 3.2 and 10.2). The gravest reason comes first. */
export function outcomeProblem(
  results: readonly TaskResult[],
  deploymentUrl: string | null,
): ErrorInfo | null {
  const named = (status: TaskResult["status"]) => results.filter((result) => result.status === status);
  const blocked = named("blocked");
  if (blocked.length > 0) {
    return problem(
      "TASKS_BLOCKED",
      `${list(blocked)} blocked.`,
      "See safety_violations for the reasons; change the features named there.",
    );
  }
  const critical = named("failed").filter((result) => result.critical);
  if (critical.length > 0) {
    return problem(
      "CRITICAL_TASK_FAILED",
      `${list(critical)} failed: ${critical[0]?.error ?? "no reason given"}`,
      "See task_results; then run: genesis create with the same seed, or switch on darwin_integration_enabled.",
    );
  }
  const rate = completionRate(results);
  if (rate < REQUIRED_COMPLETION) {
    const percent = Math.floor(rate * 100);
    return problem(
      "COMPLETION_TOO_LOW",
      `Only ${percent}% of the tasks were completed; ${REQUIRED_COMPLETION * 100}% are required.`,
      "See task_results for what failed, was skipped or had nobody to do it.",
    );
  }
  if (deploymentUrl === null) {
    return problem(
      "DEPLOYMENT_URL_MISSING",
      "No task result holds a deployment URL.",
      "Have the deploy agent return deployment_url or preview_url.",
    );
  }
  return null;
}

function problem(code: string, message: string, hint: string): ErrorInfo {
  return new GenesisError(code, message, { hint, category: "system" }).toJSON();
}

function list(results: readonly TaskResult[]): string {
  const names = results.slice(0, 3).map((result) => `"${result.task_id}"`);
  const more = results.length > names.length ? ` and ${results.length - names.length} more` : "";
  return `${results.length === 1 ? "Task" : "Tasks"} ${names.join(", ")}${more}`;
}
