import { z } from "zod";
import {
  type ApprovalAnswer,
  ApprovalAnswerSchema,
  type ApprovalDecision,
  type ApprovalRequest,
  type RecordedDecision,
} from "../../state/approval.ts";
import { inboxMismatch, isInboxResponse, readInboxResponse } from "./agent-inbox.ts";

export interface Waiting {
  readonly open: readonly ApprovalRequest[];
  readonly decided: readonly RecordedDecision[];
}

export type ParsedAnswer =
  | { readonly decisions: readonly ApprovalDecision[] }
  /** Why the answer can't be used; nothing of it is. */
  | { readonly problem: string };

/** Reads what came back from a person, ours or Agent Inbox's form. All of it is valid or none of it counts. */
export function parseAnswer(answer: unknown, waiting: Waiting): ParsedAnswer {
  if (isInboxResponse(answer)) {
    const problem = inboxMismatch(answer, waiting.open);
    return problem === undefined ? checked(readInboxResponse(answer, waiting.open), waiting) : { problem };
  }
  const parsed = ApprovalAnswerSchema.safeParse(answer);
  if (!parsed.success) return { problem: z.prettifyError(parsed.error) };
  if (parsed.data.decisions.length === 0) return { decisions: waiting.open.map(unanswered) };
  return checked(parsed.data, waiting);
}

function checked({ decisions }: ApprovalAnswer, { open, decided }: Waiting): ParsedAnswer {
  for (const { request_id, digest, decision } of decisions) {
    const request = open.find((one) => one.request_id === request_id);
    const before = decided.find((one) => one.request_id === request_id);
    if (before) return { problem: alreadyDecided(before) };
    if (!request) return { problem: `There is no pending request "${request_id}".` };
    if (digest !== undefined && digest !== request.digest) {
      return { problem: `"${request_id}" has changed since it was looked at.` };
    }
    if (decision === "edit" && request.budget) {
      return { problem: "A budget is raised by what is asked for, or not: approve or reject it." };
    }
    if (decision === "edit" && request.task_id === null) {
      return { problem: "The business itself can't be edited here: reject it and start a new run." };
    }
  }
  const ids = decisions.map(({ request_id }) => request_id);
  if (new Set(ids).size < ids.length) return { problem: "A request was decided twice in one answer." };
  return { decisions };
}

export function alreadyDecided({ request_id, decision, decided_by, decided_at }: RecordedDecision): string {
  const verb = { approve: "approved", reject: "rejected", edit: "edited and approved" }[decision];
  return `"${request_id}" was already ${verb} by ${decided_by} at ${decided_at}.`;
}

/** No answer means no (guide 8.2). */
export function unanswered({ request_id }: ApprovalRequest): ApprovalDecision {
  return { request_id, decision: "reject", reason: "No answer was given.", decided_by: "default" };
}

/** After the deadline every answer is no, whatever it says. */
export function lateDecisions(open: readonly ApprovalRequest[], now: number): ApprovalDecision[] {
  return open
    .filter(({ deadline }) => Date.parse(deadline) < now)
    .map(({ request_id, deadline }) => ({
      request_id,
      decision: "reject",
      reason: `No answer came before the deadline, ${deadline}.`,
      decided_by: "default",
    }));
}
