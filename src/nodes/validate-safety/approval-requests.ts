import type { ApprovalRequest } from "../../state/approval.ts";
import { digest } from "../../state/digest.ts";
import type { SafetyVerdict } from "../../state/safety.ts";
import type { Task } from "../../state/task.ts";

/**
 * What a person must decide before a supervised run goes on: the request itself when it was flagged, every
 * flagged task, and every task that spends money or deploys (design 6).
 */
export function approvalRequests(
  businessId: string,
  tasks: readonly Task[],
  verdicts: readonly SafetyVerdict[],
  intent: string,
): ApprovalRequest[] {
  const flagged = new Map(
    verdicts.filter(({ action }) => action !== "allow").map((verdict) => [verdict.task_id, verdict]),
  );
  const whole = flagged.get(null);
  const requests: ApprovalRequest[] = [];
  if (whole)
    requests.push(
      request({
        businessId,
        taskId: null,
        title: "The business itself",
        change: intent,
        effect: "write",
        verdict: whole,
      }),
    );
  for (const task of tasks) {
    const verdict = flagged.get(task.task_id);
    if (!verdict && task.effect !== "money" && task.effect !== "deploy") continue;
    const { task_id: taskId, title, description, effect } = task;
    requests.push(
      request({ businessId, taskId, title, change: description, effect, verdict, subject: task }),
    );
  }
  return requests;
}

interface RequestParts {
  businessId: string;
  taskId: string | null;
  title: string;
  change: string;
  effect: Task["effect"];
  verdict?: SafetyVerdict | undefined;
  subject?: Task;
}

function request({
  businessId,
  taskId,
  title,
  change,
  effect,
  verdict,
  subject,
}: RequestParts): ApprovalRequest {
  const content = digest({ businessId, taskId, title, change, effect, subject });
  return {
    request_id: `${taskId ?? "business"}:${content.slice(0, 12)}`,
    task_id: taskId,
    title,
    reason: verdict?.message ?? (effect === "money" ? "It spends money." : "It makes the product public."),
    change,
    effect,
    categories: verdict?.score.categories ?? [],
    policy_references: verdict?.score.policy_references ?? [],
    digest: content,
  };
}
