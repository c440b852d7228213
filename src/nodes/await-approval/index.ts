import { interrupt } from "@langchain/langgraph";
import type { ApprovalDecision, ApprovalRequest } from "../../state/approval.ts";
import { type ErrorInfo, GenesisError } from "../../state/errors.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { SafetyViolation } from "../../state/safety.ts";
import type { GenesisNode } from "../node.ts";
import { completeDecisions, parseAnswer } from "./decisions.ts";

/**
 * Waits for a person. Holds nothing but the interrupt and the reading of its answer, because everything before
 * an interrupt runs again on resume. An answer that can't be read is asked for again, not guessed at.
 */
export function awaitApproval(): GenesisNode {
  return async (state) => {
    const decided = new Set(state.approval_decisions.map((decision) => decision.request_id));
    const requests = state.approval_requests.filter((request) => !decided.has(request.request_id));
    let problem: string | undefined;
    for (;;) {
      const reply: unknown = interrupt({
        type: "approval",
        business_id: state.business_id,
        requests,
        problem,
      });
      const parsed = parseAnswer(reply, requests);
      if ("answer" in parsed) return applyDecisions(state, completeDecisions(parsed.answer, requests));
      problem = parsed.problem;
    }
  };
}

function applyDecisions(state: GenesisState, decisions: ApprovalDecision[]) {
  const byRequest = new Map(decisions.map((decision) => [decision.request_id, decision]));
  const rejected = state.approval_requests.filter(
    (request) => byRequest.get(request.request_id)?.decision === "reject",
  );
  const update = {
    approval_decisions: [...state.approval_decisions, ...decisions],
    safety_violations: rejected.map((request) =>
      violation(request, byRequest.get(request.request_id)?.reason),
    ),
  };
  const error = rejectionOf(state, rejected);
  if (error) return { ...update, outcome: { status: "BLOCKED" as const, error } };
  return { ...update, status: "EXECUTING" as const };
}

function violation(request: ApprovalRequest, reason = ""): SafetyViolation {
  return {
    task_id: request.task_id,
    category: request.categories[0] ?? "approval_rejected",
    action: "block",
    reason: `Rejected by a person. ${reason}`.trim(),
    policy_reference: request.policy_references[0] ?? null,
  };
}

/** The run ends as blocked when the business itself or a required task was rejected (design 3). */
function rejectionOf(state: GenesisState, rejected: readonly ApprovalRequest[]): ErrorInfo | null {
  const critical = new Set(
    state.task_graph?.tasks.filter((task) => task.critical).map((task) => task.task_id),
  );
  const decisive = rejected.find(({ task_id }) => task_id === null || critical.has(task_id));
  if (!decisive) return null;
  return new GenesisError("APPROVAL_REJECTED", `Not approved: ${decisive.title}.`, {
    category: "safety",
    hint: "Change the request and start a new run.",
  }).toJSON();
}
