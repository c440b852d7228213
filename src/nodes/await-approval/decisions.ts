import { z } from "zod";
import {
  type ApprovalAnswer,
  ApprovalAnswerSchema,
  type ApprovalDecision,
  type ApprovalRequest,
} from "../../state/approval.ts";

/** Parses what came back from a person; a text that says what is wrong when it can't be used. */
export function parseAnswer(
  answer: unknown,
  requests: readonly ApprovalRequest[],
): { answer: ApprovalAnswer } | { problem: string } {
  const parsed = ApprovalAnswerSchema.safeParse(answer);
  if (!parsed.success) return { problem: z.prettifyError(parsed.error) };
  const known = new Set(requests.map((request) => request.request_id));
  const stranger = parsed.data.decisions.find((decision) => !known.has(decision.request_id));
  if (stranger) return { problem: `There is no pending request "${stranger.request_id}".` };
  const ids = parsed.data.decisions.map((decision) => decision.request_id);
  if (new Set(ids).size < ids.length) return { problem: "A request was decided twice in one answer." };
  return { answer: parsed.data };
}

/** One decision a request, in the order of the requests; no answer means no (guide 8.2). */
export function completeDecisions(
  { decisions }: ApprovalAnswer,
  requests: readonly ApprovalRequest[],
): ApprovalDecision[] {
  return requests.map(
    ({ request_id }) =>
      decisions.find((decision) => decision.request_id === request_id) ?? {
        request_id,
        decision: "reject",
        reason: "No answer was given.",
        decided_by: "default",
      },
  );
}
