import { z } from "zod";
import type { ApprovalAnswer, ApprovalPayload, ApprovalRequest } from "../../state/approval.ts";

const ActionSchema = z.object({ action: z.string(), args: z.record(z.string(), z.string()) });

/** What Agent Inbox sends back: an array of one `HumanResponse`. */
const HumanResponseSchema = z.tuple([
  z.discriminatedUnion("type", [
    // What the person saw, or nothing: forms send either.
    z.object({ type: z.literal("accept"), args: ActionSchema.nullish() }),
    z.object({ type: z.literal("ignore"), args: z.unknown() }),
    z.object({ type: z.literal("response"), args: z.string() }),
    z.object({ type: z.literal("edit"), args: ActionSchema }),
  ]),
]);
type HumanResponse = z.infer<typeof HumanResponseSchema>;

const ACTOR = "agent-inbox";

export function isInboxResponse(answer: unknown): answer is HumanResponse {
  return HumanResponseSchema.safeParse(answer).success;
}

/**
 * Why an answer is about something else than what waits, or undefined. A form may show an older interrupt: its texts
 * must be for exactly the open requests, and what is accepted must read as it did.
 */
export function inboxMismatch(
  [response]: HumanResponse,
  open: readonly ApprovalRequest[],
): string | undefined {
  if (response.type !== "accept" && response.type !== "edit") return undefined;
  const args = response.args?.args;
  if (!args) return undefined;
  const ids = new Set(open.map(({ request_id }) => request_id));
  const stranger = Object.keys(args).find((id) => !ids.has(id));
  if (stranger !== undefined) return `There is no pending request "${stranger}".`;
  const missing = open.find(({ request_id }) => !Object.hasOwn(args, request_id));
  if (missing) return `"${missing.request_id}" was not looked at.`;
  const changed = open.find(({ request_id, change }) => args[request_id] !== change);
  if (response.type === "edit" || !changed) return undefined;
  return `"${changed.request_id}" has changed since it was looked at.`;
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
