import { z } from "zod";
import type { ApprovalAnswer, ApprovalPayload, ApprovalRequest } from "../../state/approval.ts";

/** What Agent Inbox sends back: an array of one `HumanResponse`. */
const HumanResponseSchema = z.tuple([
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("accept"), args: z.unknown() }),
    z.object({ type: z.literal("ignore"), args: z.unknown() }),
    z.object({ type: z.literal("response"), args: z.string() }),
    z.object({
      type: z.literal("edit"),
      args: z.object({ action: z.string(), args: z.record(z.string(), z.string()) }),
    }),
  ]),
]);
type HumanResponse = z.infer<typeof HumanResponseSchema>;

const ACTOR = "agent-inbox";

export function isInboxResponse(answer: unknown): answer is HumanResponse {
  return HumanResponseSchema.safeParse(answer).success;
}

/** Accept approves all that is open, ignore rejects it, an edited text edits its request and approves the others. */
export function readInboxResponse(
  [response]: HumanResponse,
  open: readonly ApprovalRequest[],
): ApprovalAnswer {
  const forAll = (decision: "approve" | "reject" | "respond", reason = ""): ApprovalAnswer => ({
    decisions: open.map(({ request_id }) => ({ request_id, decision, reason, decided_by: ACTOR })),
  });
  switch (response.type) {
    case "accept":
      return forAll("approve");
    case "ignore":
      return forAll("reject");
    case "response":
      return forAll("respond", response.args.slice(0, 2_000));
    case "edit": {
      const texts = response.args.args;
      const decisions = open.map(({ request_id, change }) => {
        const text = texts[request_id];
        const base = { request_id, reason: "", decided_by: ACTOR };
        return text === undefined || text === change
          ? { ...base, decision: "approve" as const }
          : { ...base, decision: "edit" as const, change: text };
      });
      return { decisions };
    }
  }
}

/** The interrupt, for people, for our own tools and for Agent Inbox alike. */
export function approvalPayload(
  businessId: string,
  requests: ApprovalRequest[],
  problem?: string,
): ApprovalPayload {
  return {
    type: "approval",
    business_id: businessId,
    requests,
    ...(problem !== undefined && { problem }),
    action_request: {
      action: "Approve what needs a person",
      args: Object.fromEntries(requests.map(({ request_id, change }) => [request_id, change])),
    },
    config: { allow_accept: true, allow_edit: true, allow_respond: true, allow_ignore: true },
    description: describe(requests, problem),
  };
}

function describe(requests: readonly ApprovalRequest[], problem: string | undefined): string {
  const list = requests.map(
    ({ title, reason, change, deadline }) =>
      `- **${title}**: ${reason}\n  ${change}\n  Without an answer by ${deadline} it counts as rejected.`,
  );
  return [
    ...(problem === undefined ? [] : [`The last answer could not be used: ${problem}`]),
    "This run waits for a decision on:",
    ...list,
    "Accept approves all of it. Ignore rejects all of it. Edit approves the texts as you change them, after the safety " +
      "gate has looked at them again. A response is noted and decides nothing.",
  ].join("\n\n");
}
