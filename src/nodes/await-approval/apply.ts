import { stopError } from "../../budget/stop.ts";
import type { ApprovalDecision, ApprovalRequest, RecordedDecision } from "../../state/approval.ts";
import { openRequests } from "../../state/approval.ts";
import { type ErrorInfo, GenesisError } from "../../state/errors.ts";
import type { GenesisState, GenesisUpdate } from "../../state/genesis-state.ts";
import type { SafetyViolation } from "../../state/safety.ts";
import { taskRequest } from "../validate-safety/approval-requests.ts";
import { editTask, type Plan } from "./edit-tasks.ts";

type Progress = Pick<
  GenesisState,
  "business_id" | "approval_requests" | "approval_decisions" | "task_graph" | "requirements"
>;

/**
 * What decisions do to a run: a budget that is not raised ends it, a rejected critical request blocks it, an edited task goes back to the gate, open requests
 * go back to the person, and otherwise work begins. A remark (`respond`) is no decision and must not come here.
 */
export function applyDecisions(
  state: Progress,
  decisions: readonly ApprovalDecision[],
  decidedAt: string,
): GenesisUpdate {
  const requests = new Map(state.approval_requests.map((request) => [request.request_id, request]));
  const recorded = decisions.flatMap((decision) => {
    const request = requests.get(decision.request_id);
    return request ? [record(request, decision, decidedAt)] : [];
  });
  const edited = withEdits(state, decisions, recorded);
  const approval_decisions = [...state.approval_decisions, ...edited.recorded];
  const rejected = edited.recorded.filter(({ decision }) => decision === "reject");
  const update: GenesisUpdate = {
    approval_decisions,
    approval_requests: edited.requests,
    task_graph: edited.task_graph,
    requirements: edited.requirements,
    safety_violations: rejected
      .filter(({ request_id }) => !requests.get(request_id)?.budget)
      .map((decision) => violation(requests.get(decision.request_id), decision)),
  };
  const stopped = notRaised(state, rejected, requests);
  if (stopped) return { ...update, outcome: stopped };
  const error = rejectionOf(state, rejected, requests);
  if (error) return { ...update, outcome: { status: "BLOCKED", error } };
  const open = openRequests({ approval_requests: edited.requests, approval_decisions });
  if (open.length > 0) return { ...update, status: "AWAITING_APPROVAL" };
  const raise = recorded.map(({ request_id }) => requests.get(request_id)?.budget).find((one) => one);
  if (raise) return { ...update, status: raise.return_to };
  // Every edited task was judged with its old text.
  const wasEdited = approval_decisions.some(({ decision }) => decision === "edit");
  return { ...update, status: wasEdited ? "VALIDATING" : "EXECUTING" };
}

function record(
  { request_id, task_id, digest }: ApprovalRequest,
  { decision, reason, decided_by }: ApprovalDecision,
  decided_at: string,
): RecordedDecision {
  const kind = decision === "respond" ? "reject" : decision;
  return { request_id, task_id, digest, decision: kind, reason, decided_by, decided_at };
}

/**
 * An edit changes the task, and so what its request is about: the decision binds to the new content. What else speaks of
 * the same feature changes with it, and is asked about again when it was to be decided.
 */
function withEdits(
  { business_id, approval_requests, task_graph, requirements }: Progress,
  decisions: readonly ApprovalDecision[],
  recorded: readonly RecordedDecision[],
) {
  if (!task_graph) return { recorded, requests: approval_requests, task_graph, requirements };
  let plan: Plan = { tasks: task_graph.tasks, groups: task_graph.groups, requirements };
  const edited = new Set<string>();
  for (const { request_id, decision, change } of decisions) {
    const taskId = approval_requests.find((request) => request.request_id === request_id)?.task_id;
    if (decision !== "edit" || change === undefined || !taskId) continue;
    plan = editTask(plan, taskId, change);
    edited.add(request_id);
  }
  const before = new Map(task_graph.tasks.map((task) => [task.task_id, task]));
  const changed = new Map(
    plan.tasks.filter((task) => task !== before.get(task.task_id)).map((task) => [task.task_id, task]),
  );
  const renewed = new Map<string, ApprovalRequest>();
  for (const request of approval_requests) {
    const task = changed.get(request.task_id ?? "");
    if (task) renewed.set(request.request_id, taskRequest(request, business_id, task));
  }
  // Only whoever edits has decided on the new words.
  const rebind = (item: RecordedDecision): RecordedDecision => {
    const fresh = edited.has(item.request_id) ? renewed.get(item.request_id) : undefined;
    return fresh ? { ...item, request_id: fresh.request_id, digest: fresh.digest } : item;
  };
  const { tasks, groups, ...rest } = plan;
  return {
    recorded: recorded.map(rebind),
    requests: approval_requests.map((request) => renewed.get(request.request_id) ?? request),
    task_graph: { ...task_graph, tasks: [...tasks], groups: [...groups] },
    requirements: rest.requirements,
  };
}

function violation(
  request: ApprovalRequest | undefined,
  { reason, decided_by }: RecordedDecision,
): SafetyViolation {
  return {
    task_id: request?.task_id ?? null,
    category: request?.categories[0] ?? "approval_rejected",
    action: "block",
    reason: `Rejected by ${decided_by === "default" ? "default" : "a person"}. ${reason}`.trim(),
    policy_reference: request?.policy_references[0] ?? null,
  };
}

/** A person who does not raise the budget stops the run; what is done is kept. */
function notRaised(
  { business_id }: Progress,
  rejected: readonly RecordedDecision[],
  requests: ReadonlyMap<string, ApprovalRequest>,
): GenesisUpdate["outcome"] {
  for (const { request_id, decided_by, reason } of rejected) {
    const breach = requests.get(request_id)?.budget;
    if (!breach) continue;
    const { amount: _asked, return_to: _where, ...rest } = breach;
    const who = decided_by === "default" ? "Nobody raised it." : "A person did not raise it.";
    return { status: "FAILED", error: stopError(business_id, rest, who, reason).toJSON() };
  }
  return undefined;
}

/** The run ends as blocked when the business itself or a required task was rejected (design 3). */
function rejectionOf(
  { task_graph }: Progress,
  rejected: readonly RecordedDecision[],
  requests: ReadonlyMap<string, ApprovalRequest>,
): ErrorInfo | null {
  const critical = new Set(task_graph?.tasks.filter((task) => task.critical).map((task) => task.task_id));
  const decisive = rejected.find(({ task_id }) => task_id === null || critical.has(task_id));
  if (!decisive) return null;
  const title = requests.get(decisive.request_id)?.title ?? decisive.request_id;
  return new GenesisError("APPROVAL_REJECTED", `Not approved: ${title}. ${decisive.reason}`.trim(), {
    category: "safety",
    hint: "Change the request and start a new run.",
  }).toJSON();
}
