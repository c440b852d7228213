import { type ErrorInfo, GenesisError, toErrorInfo } from "../../state/errors.ts";
import type { SafetyVerdict, SafetyViolation } from "../../state/safety.ts";
import type { Task } from "../../state/task.ts";

/** Why nothing may be executed, or null when the safe tasks can go on (design 3). */
export function blockingProblem(flagged: readonly SafetyVerdict[], tasks: readonly Task[]): ErrorInfo | null {
  const ids = new Set(flagged.map(({ task_id }) => task_id));
  const critical = tasks.find((task) => task.critical && ids.has(task.task_id));
  const nothingSafe = tasks.every((task) => ids.has(task.task_id));
  if (!ids.has(null) && !critical && !nothingSafe) return null;
  const first = flagged[0];
  const what = ids.has(null)
    ? "the requested business"
    : critical
      ? `the critical task "${critical.task_id}"`
      : "every task";
  return toErrorInfo(
    new GenesisError("SAFETY_BLOCKED", `The safety gate blocked ${what}. ${first?.message ?? ""}`.trim(), {
      category: "safety",
      hint: "Change what safety_violations names, or run with --supervised so that a person can decide.",
    }),
  );
}

/** What a blocked verdict leaves in the result: one entry a category. */
export function violations({ task_id, score, message }: SafetyVerdict): SafetyViolation[] {
  const policy_reference = score.policy_references[0] ?? null;
  return score.categories.map((category) => ({
    task_id,
    category,
    action: "block",
    reason: message,
    policy_reference,
  }));
}
