import type { ApprovalRequest } from "../../state/approval.ts";
import { digest } from "../../state/digest.ts";
import type { SafetyVerdict } from "../../state/safety.ts";
import type { Effect, Task } from "../../state/task.ts";

export interface ApprovalSubject {
  readonly businessId: string;
  readonly tasks: readonly Task[];
  readonly verdicts: readonly SafetyVerdict[];
  /** What is to be built, in the user's words. */
  readonly intent: string;
  /** When an unanswered request counts as rejected, ISO 8601. */
  readonly deadline: string;
}

/**
 * What a person must decide before a supervised run goes on: the request itself when it was flagged, every
 * flagged task, and every task that spends money or deploys (design 6).
 */
export function approvalRequests(subject: ApprovalSubject): ApprovalRequest[] {
  const { businessId, tasks, verdicts, intent, deadline } = subject;
  const flagged = new Map(
    verdicts.filter(({ action }) => action !== "allow").map((verdict) => [verdict.task_id, verdict]),
  );
  const requests: ApprovalRequest[] = [];
  const whole = flagged.get(null);
  if (whole) {
    const content = { title: "The business itself", change: intent, effect: "write" as const };
    requests.push({
      ...bound(null, digest({ businessId, ...content })),
      ...content,
      ...reasons("write", whole),
      deadline,
    });
  }
  for (const task of tasks) {
    const verdict = flagged.get(task.task_id);
    if (!verdict && !needsApproval(task)) continue;
    const { task_id, title, description, effect } = task;
    requests.push({
      ...bound(task_id, digest({ businessId, task })),
      title,
      change: description,
      effect,
      ...reasons(effect, verdict),
      deadline,
    });
  }
  return requests;
}

/** What a person must approve whatever the gate says of it. */
export function needsApproval({ effect }: Pick<Task, "effect">): boolean {
  return effect === "money" || effect === "deploy";
}

/** The same request for a task whose text was edited: bound to the new content. */
export function taskRequest(request: ApprovalRequest, businessId: string, task: Task): ApprovalRequest {
  const { task_id, title, description } = task;
  return { ...request, ...bound(task_id, digest({ businessId, task })), title, change: description };
}

function bound(task_id: string | null, content: string) {
  return { request_id: `${task_id ?? "business"}:${content.slice(0, 12)}`, task_id, digest: content };
}

function reasons(effect: Effect, verdict: SafetyVerdict | undefined) {
  return {
    reason: verdict?.message ?? (effect === "money" ? "It spends money." : "It makes the product public."),
    categories: verdict?.score.categories ?? [],
    policy_references: verdict?.score.policy_references ?? [],
  };
}
