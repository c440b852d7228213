import { digest } from "../../state/digest.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { Task } from "../../state/task.ts";
import { needsApproval } from "../validate-safety/approval-requests.ts";

type Decided = Pick<
  GenesisState,
  "business_id" | "autonomous" | "approval_requests" | "approval_decisions" | "safety_verdicts"
>;

/**
 * Why a task may not run, or undefined: blocked by the gate, or not approved by a person in exactly these words. The
 * last look before an effect: it trusts neither the order of the nodes nor that a state was left alone meanwhile.
 */
export function refusalOf(task: Task, state: Decided): string | undefined {
  const request = state.approval_requests.find(({ task_id }) => task_id === task.task_id);
  // A revised task passed the gate in its new words.
  const verdict = state.safety_verdicts.find(
    ({ task_id, action }) => task_id === task.task_id && action !== "revise",
  );
  // Whoever was asked is waited for, also when the run was called autonomous afterwards.
  if (!request && (state.autonomous || (!verdict && !needsApproval(task)))) return verdict?.message;
  const decision = state.approval_decisions.find(({ request_id }) => request_id === request?.request_id);
  if (!request || !decision || decision.decision === "reject")
    return `Not approved: ${decision?.reason || request?.reason || verdict?.message || "nobody was asked."}`;
  const content = digest({ businessId: state.business_id, task });
  if (request.digest !== content || decision.digest !== content)
    return "Not approved: it is not what was approved.";
  return undefined;
}
