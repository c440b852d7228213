import { interrupt } from "@langchain/langgraph";
import { type ApprovalDecision, type ApprovalRequest, openRequests } from "../../state/approval.ts";
import { isoTime } from "../../state/clock.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import { AuditLog } from "../../stores/audit-log.ts";
import type { GenesisNode, NodeContext } from "../node.ts";
import type { Services } from "../services.ts";
import { approvalPayload } from "./agent-inbox.ts";
import { applyDecisions } from "./apply.ts";
import { lateDecisions, parseAnswer } from "./decisions.ts";

/**
 * Waits for a person. There is nothing before the interrupt, because all of it runs again on resume; what follows it
 * may run twice, and the audit log takes each event once. An answer that can't be used is asked for again, not guessed
 * at; one that leaves requests open brings the run back here.
 */
export function awaitApproval(services: Pick<Services, "clock">): GenesisNode {
  return async (state, context) => {
    const open = openRequests(state);
    let problem: string | undefined;
    for (;;) {
      const reply: unknown = interrupt(approvalPayload(state.business_id, open, problem));
      const late = lateDecisions(open, services.clock.now());
      const parsed =
        late.length > 0
          ? { decisions: late }
          : parseAnswer(reply, { open, decided: state.approval_decisions });
      if ("problem" in parsed) {
        problem = parsed.problem;
        continue;
      }
      problem = await audit(state, context, open, parsed.decisions, isoTime(services.clock));
      if (problem !== undefined) continue;
      const remark = parsed.decisions.find(({ decision }) => decision === "respond");
      if (!remark) return applyDecisions(state, parsed.decisions, isoTime(services.clock));
      problem = `Noted: "${remark.reason}". It decides nothing; the requests still wait.`;
    }
  };
}

/** What can't be put on record does not count: then the person is asked again. */
async function audit(
  { business_id }: GenesisState,
  { store, log }: NodeContext,
  open: readonly ApprovalRequest[],
  decisions: readonly ApprovalDecision[],
  at: string,
): Promise<string | undefined> {
  if (!store) return undefined;
  const requests = new Map(open.map((request) => [request.request_id, request]));
  const events = decisions.map(({ request_id, decision, reason, decided_by, change }) => ({
    at,
    actor: decided_by,
    action: decision,
    request_id,
    task_id: requests.get(request_id)?.task_id ?? null,
    digest: requests.get(request_id)?.digest ?? "",
    reason: change === undefined ? reason : `${reason} New text: ${change}`.trim(),
  }));
  try {
    await new AuditLog(store, business_id).append(events);
    return undefined;
  } catch (error) {
    log.error({ err: error }, "the audit log can't be written; the answer does not count");
    return "The audit log can't be written, so the answer does not count. Answer again when it can.";
  }
}
