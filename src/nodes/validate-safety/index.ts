import { openRequests } from "../../state/approval.ts";
import type { GenesisState, GenesisUpdate } from "../../state/genesis-state.ts";
import type { Warning } from "../../state/run-event.ts";
import type { SafetyVerdict } from "../../state/safety.ts";
import type { Task } from "../../state/task.ts";
import { type GenesisNode, type NodeContext, warn } from "../node.ts";
import { finalRequirements, required } from "../requirements.ts";
import type { Services } from "../services.ts";
import { type ApprovalSubject, approvalRequests } from "./approval-requests.ts";
import { blockingProblem, violations } from "./blocking.ts";
import { createJudge, type Judged } from "./judge.ts";
import { intentText } from "./judged-text.ts";

type SafetyServices = Pick<Services, "flags" | "safety" | "llm" | "clock" | "config">;

/**
 * WaltzRL gate (guide 8): judges the request and every task, and rewrites what is risky only in a removable part.
 * Autonomous runs block what is left, since there is nobody to ask; supervised runs ask. It can't be switched off
 * (design 4.10).
 */
export function validateSafety(services: SafetyServices): GenesisNode {
  return async (state, context) => {
    const requirements = finalRequirements(state);
    const graph = required(state.task_graph, "task graph");
    const judge = await createJudge(services, state, context);
    const whole = await judge.intent(intentText(requirements));
    const judged: Judged[] = [];
    for (const task of graph.tasks) judged.push(await judge.task(task));
    const tasks = judged.map(({ task }) => task);
    const verdicts = [whole, ...judged.map(({ verdict }) => verdict)].filter(
      ({ action }) => action !== "allow",
    );
    const flagged = verdicts.filter(({ action }) => action !== "revise");
    const warnings = revisionWarnings(verdicts, context);
    const update = { task_graph: { ...graph, tasks }, warnings };
    if (state.autonomous) return { ...update, ...withoutPerson(verdicts, flagged, tasks) };
    const deadline = new Date(services.clock.now() + services.config.approvalDeadlineMs).toISOString();
    const intent = intentText(requirements);
    const subject = { businessId: state.business_id, tasks, verdicts: flagged, intent, deadline };
    return { ...update, safety_verdicts: verdicts, ...askForApproval(state, subject) };
  };
}

function revisionWarnings(verdicts: readonly SafetyVerdict[], context: NodeContext): Warning[] {
  return verdicts
    .filter(({ action }) => action === "revise")
    .map(({ task_id, message }) =>
      warn(context, "SAFETY_TASK_REVISED", `The task "${task_id}" was rewritten to be safe. ${message}`),
    );
}

/** With nobody to ask, whatever is not allowed or mended is blocked. */
function withoutPerson(
  verdicts: readonly SafetyVerdict[],
  flagged: readonly SafetyVerdict[],
  tasks: readonly Task[],
): GenesisUpdate {
  const update = {
    safety_verdicts: verdicts.map((verdict) => (flagged.includes(verdict) ? blocked(verdict) : verdict)),
    safety_violations: flagged.flatMap(violations),
  };
  const problem = blockingProblem(flagged, tasks);
  return problem
    ? { ...update, outcome: { status: "BLOCKED", error: problem } }
    : { ...update, status: "EXECUTING" };
}

function blocked(verdict: SafetyVerdict): SafetyVerdict {
  return { ...verdict, action: "block" };
}

/** What was decided in an earlier round and has not changed since needs no second answer. */
function askForApproval(state: GenesisState, subject: ApprovalSubject): GenesisUpdate {
  const before = new Map(state.approval_requests.map((request) => [request.request_id, request]));
  // The same content keeps its deadline, so that a run that comes by again does not move it.
  const asked = approvalRequests(subject).map((request) => {
    const deadline = before.get(request.request_id)?.deadline ?? request.deadline;
    return { ...request, deadline };
  });
  // What was allowed beyond the budget stays allowed.
  const approval_requests = [...state.approval_requests.filter(({ budget }) => budget), ...asked];
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
