import { openRequests } from "../../state/approval.ts";
import type { BusinessRequirements } from "../../state/business.ts";
import { GenesisError, toErrorInfo } from "../../state/errors.ts";
import type { GenesisState, GenesisUpdate } from "../../state/genesis-state.ts";
import type { SafetyScore, SafetyVerdict, SafetyViolation } from "../../state/safety.ts";
import type { Task } from "../../state/task.ts";
import type { GenesisNode, NodeContext } from "../node.ts";
import { finalRequirements, required } from "../requirements.ts";
import type { Services } from "../services.ts";
import { type ApprovalSubject, approvalRequests } from "./approval-requests.ts";
import { assess, type SafetyContext } from "./gate.ts";

/**
 * WaltzRL gate (guide 8): judges the request and every task. Autonomous runs block what is flagged, since there
 * is nobody to ask; supervised runs ask. It can't be switched off (design 4.10).
 */
export function validateSafety(services: Pick<Services, "flags" | "clock" | "config">): GenesisNode {
  return async (state, context) => {
    const requirements = finalRequirements(state);
    const { tasks } = required(state.task_graph, "task graph");
    const strict = await services.flags.isEnabled("security_hardening_enabled");
    const judge = (text: string, taskId: string | null, effect: Task["effect"]) =>
      failClosed(context, taskId, () => verdictOn(text, taskId, { effect, strict }));
    const verdicts = [
      judge(intentText(requirements), null, "write"),
      ...tasks.map((task) => judge(taskText(task), task.task_id, task.effect)),
    ];
    const flagged = verdicts.filter(({ action }) => action !== "allow");
    const safety_verdicts = flagged;
    for (const { task_id, action, message, score } of flagged) {
      context.log.warn({ task_id, action, score }, `safety: ${message}`);
    }
    if (!state.autonomous) {
      const deadline = new Date(services.clock.now() + services.config.approvalDeadlineMs).toISOString();
      const intent = intentText(requirements);
      const subject = { businessId: state.business_id, tasks, verdicts: flagged, intent, deadline };
      return { safety_verdicts, ...askForApproval(state, subject) };
    }
    const update = { safety_verdicts: flagged.map(blocked), safety_violations: flagged.flatMap(violations) };
    const problem = blockingProblem(flagged, tasks);
    return problem
      ? { ...update, outcome: { status: "BLOCKED", error: problem } }
      : { ...update, status: "EXECUTING" };
  };
}

function intentText({
  name,
  description,
  mvp_features,
  target_audience,
  monetization,
}: BusinessRequirements): string {
  return [name, description, target_audience, monetization, ...mvp_features].join("\n");
}

function taskText({ title, description, expected_outputs }: Task): string {
  return [title, description, ...expected_outputs].join("\n");
}

function verdictOn(text: string, task_id: string | null, context: SafetyContext): SafetyVerdict {
  const { action, message, score } = assess(text, context);
  return { task_id, action, message, score };
}

/** When the gate itself fails, the thing at hand is not safe, and the others are judged all the same. */
function failClosed(context: NodeContext, taskId: string | null, judge: () => SafetyVerdict): SafetyVerdict {
  try {
    return judge();
  } catch (error) {
    context.log.error(
      { err: error, task_id: taskId },
      "the safety gate failed; taking the conservative path",
    );
    const message = "The safety gate failed on it, so it counts as unsafe.";
    return { task_id: taskId, action: "block", message, score: UNJUDGED };
  }
}

const UNJUDGED: SafetyScore = {
  safety: 0,
  harmfulness: 1,
  helpfulness: 0,
  over_refusal_risk: 1,
  categories: ["gate_failure"],
  detectors: [],
  policy_references: ["FAIL-CLOSED"],
  confidence: 0,
};

/** What was decided in an earlier round and has not changed since needs no second answer. */
function askForApproval(state: GenesisState, subject: ApprovalSubject): GenesisUpdate {
  const before = new Map(state.approval_requests.map((request) => [request.request_id, request]));
  // The same content keeps its deadline, so that a run that comes by again does not move it.
  const approval_requests = approvalRequests(subject).map((request) => {
    const deadline = before.get(request.request_id)?.deadline ?? request.deadline;
    return { ...request, deadline };
  });
  const flagged = new Set(subject.verdicts.map(({ task_id }) => task_id));
  const approval_decisions = state.approval_decisions.filter(
    ({ request_id, task_id, decision }) =>
      approval_requests.some((request) => request.request_id === request_id) &&
      // Whoever edits a task approves what they wrote, unless the gate objects to it.
      !(decision === "edit" && flagged.has(task_id)),
  );
  const open = openRequests({ approval_requests, approval_decisions });
  return {
    approval_requests,
    approval_decisions,
    status: open.length > 0 ? "AWAITING_APPROVAL" : "EXECUTING",
  };
}

/** With nobody to ask, whatever is not allowed is blocked. */
function blocked(verdict: SafetyVerdict): SafetyVerdict {
  return { ...verdict, action: "block" };
}

/** Why nothing may be executed, or null when the safe tasks can go on (design 3). */
function blockingProblem(flagged: readonly SafetyVerdict[], tasks: readonly Task[]) {
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

function violations({ task_id, score, message }: SafetyVerdict): SafetyViolation[] {
  const policy_reference = score.policy_references[0] ?? null;
  return score.categories.map((category) => ({
    task_id,
    category,
    action: "block",
    reason: message,
    policy_reference,
  }));
}
