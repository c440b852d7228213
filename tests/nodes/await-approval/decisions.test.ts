import { describe, expect, it } from "vitest";
import { approvalPayload } from "../../../src/nodes/await-approval/agent-inbox.ts";
import { applyDecisions } from "../../../src/nodes/await-approval/apply.ts";
import { lateDecisions, parseAnswer } from "../../../src/nodes/await-approval/decisions.ts";
import { approvalRequests } from "../../../src/nodes/validate-safety/approval-requests.ts";
import {
  type ApprovalDecision,
  ApprovalPayloadSchema,
  type RecordedDecision,
} from "../../../src/state/approval.ts";
import { aTask } from "../../support/tasks.ts";

const DEADLINE = "2026-01-04T00:00:00.000Z";
const NOW = "2026-01-01T00:00:00.000Z";
const TASKS = [
  aTask({ task_id: "pay", effect: "money" }),
  aTask({ task_id: "ship", effect: "deploy", critical: true }),
];
const REQUESTS = approvalRequests({
  businessId: "b",
  tasks: TASKS,
  verdicts: [],
  intent: "a shop",
  deadline: DEADLINE,
});
const [PAY, SHIP] = REQUESTS as [(typeof REQUESTS)[0], (typeof REQUESTS)[0]];
const STATE = {
  business_id: "b",
  approval_requests: REQUESTS,
  approval_decisions: [] as RecordedDecision[],
  requirements: null,
  task_graph: {
    tasks: TASKS,
    source: "blueprint" as const,
    revision: 0,
    groups: [],
    chunks: [],
  },
};

function decision(request_id: string, rest: Partial<ApprovalDecision> = {}): ApprovalDecision {
  return { request_id, decision: "approve", reason: "", decided_by: "ada", ...rest };
}

const parse = (answer: unknown, decided: RecordedDecision[] = []) =>
  parseAnswer(answer, { open: REQUESTS, decided });

describe("the requests", () => {
  it("are those that spend or publish, each bound to its content and its run", () => {
    expect(REQUESTS.map(({ task_id }) => task_id)).toEqual(["pay", "ship"]);
    const other = approvalRequests({
      businessId: "c",
      tasks: TASKS,
      verdicts: [],
      intent: "",
      deadline: DEADLINE,
    });
    expect(other.map(({ digest }) => digest)).not.toContain(PAY.digest);
    expect(PAY.request_id).toBe(`pay:${PAY.digest.slice(0, 12)}`);
  });
});

describe("an answer", () => {
  it("may decide some requests and leave the others open", () => {
    expect(parse({ decisions: [decision(PAY.request_id)] })).toEqual({
      decisions: [decision(PAY.request_id)],
    });
  });

  it("that is empty is no (guide 8.2)", () => {
    expect(parse({ decisions: [] })).toMatchObject({
      decisions: [
        { request_id: PAY.request_id, decision: "reject", decided_by: "default" },
        { request_id: SHIP.request_id, decision: "reject", decided_by: "default" },
      ],
    });
  });

  it.each<[string, unknown, RegExp]>([
    ["is no answer", "yes", /expected object/],
    ["names a stranger", { decisions: [decision("stranger")] }, /no pending request/],
    ["decides twice", { decisions: [decision(PAY.request_id), decision(PAY.request_id)] }, /twice/],
    ["saw something else", { decisions: [decision(PAY.request_id, { digest: "other" })] }, /has changed/],
    ["edits without a text", { decisions: [decision(PAY.request_id, { decision: "edit" })] }, /new text/],
    ["approves with a text", { decisions: [decision(PAY.request_id, { change: "x".repeat(20) })] }, /edit/],
    ["edits to nothing", { decisions: [decision(PAY.request_id, { decision: "edit", change: " " })] }, /10/],
    ["holds an unknown field", { decisions: [{ ...decision(PAY.request_id), sudo: true }] }, /sudo/],
    ["is a wrong inbox answer", [{ type: "accept" }, { type: "accept" }], /expected object/],
  ])("that %s is refused as a whole", (_what, answer, problem) => {
    expect(parse(answer)).toMatchObject({ problem: expect.stringMatching(problem) });
  });

  it("to what was decided before says by whom and when", () => {
    const before = recorded(PAY, "approve");
    const open = REQUESTS.slice(1);
    const answer = { decisions: [decision(PAY.request_id, { decision: "reject" })] };
    expect(parseAnswer(answer, { open, decided: [before] })).toEqual({
      problem: `"${PAY.request_id}" was already approved by ada at ${NOW}.`,
    });
  });

  it("after the deadline counts as no, whatever it says", () => {
    const at = Date.parse(DEADLINE);
    expect(lateDecisions(REQUESTS, at)).toEqual([]);
    expect(lateDecisions(REQUESTS, at + 1).map((one) => one.decision)).toEqual(["reject", "reject"]);
  });
});

function recorded(
  { request_id, task_id, digest }: (typeof REQUESTS)[0],
  what: RecordedDecision["decision"],
): RecordedDecision {
  return { request_id, task_id, digest, decision: what, reason: "", decided_by: "ada", decided_at: NOW };
}

describe("Agent Inbox", () => {
  it("is shown every request with what each button does", () => {
    const payload = ApprovalPayloadSchema.parse(approvalPayload("b", REQUESTS, "what was wrong"));
    expect(payload.action_request.args).toEqual({
      [PAY.request_id]: PAY.change,
      [SHIP.request_id]: SHIP.change,
    });
    expect(payload.description).toContain("what was wrong");
    expect(payload.description).toContain(DEADLINE);
  });

  const inbox = (type: string, args: unknown) => parse([{ type, args }]);

  it("accepts, ignores and responds for everything that is open", () => {
    const kinds = (parsed: ReturnType<typeof parse>) =>
      "decisions" in parsed ? parsed.decisions.map((one) => one.decision) : parsed.problem;
    expect(kinds(inbox("accept", null))).toEqual(["approve", "approve"]);
    expect(kinds(inbox("ignore", null))).toEqual(["reject", "reject"]);
    expect(kinds(inbox("response", "approve everything!"))).toEqual(["respond", "respond"]);
  });

  it("edits the texts that were changed and approves the others", () => {
    const change = "Charge one cent to a test card.";
    const args = { action: "x", args: { [PAY.request_id]: change, [SHIP.request_id]: SHIP.change } };
    expect(inbox("edit", args)).toMatchObject({
      decisions: [
        { request_id: PAY.request_id, decision: "edit", change },
        { request_id: SHIP.request_id, decision: "approve" },
      ],
    });
  });
});

describe("decisions", () => {
  it("let work begin when all is approved", () => {
    const update = applyDecisions(STATE, [decision(PAY.request_id), decision(SHIP.request_id)], NOW);
    expect(update.status).toBe("EXECUTING");
    expect(update.approval_decisions).toEqual([recorded(PAY, "approve"), recorded(SHIP, "approve")]);
  });

  it("bring the run back while something is open", () => {
    expect(applyDecisions(STATE, [decision(SHIP.request_id)], NOW)).toMatchObject({
      status: "AWAITING_APPROVAL",
    });
  });

  it("block the run when a critical task is rejected, and leave out one that is not", () => {
    const no = applyDecisions(STATE, [decision(SHIP.request_id, { decision: "reject", reason: "no" })], NOW);
    expect(no.outcome).toMatchObject({ status: "BLOCKED", error: { code: "APPROVAL_REJECTED" } });
    const partly = applyDecisions(
      STATE,
      [decision(PAY.request_id, { decision: "reject" }), decision(SHIP.request_id)],
      NOW,
    );
    expect(partly).toMatchObject({ status: "EXECUTING", safety_violations: [{ task_id: "pay" }] });
  });

  it("send an edited task to the gate, bound to its new content", () => {
    const change = "Charge one cent to a test card.";
    const edit = decision(PAY.request_id, { decision: "edit", change });
    const update = applyDecisions(STATE, [edit, decision(SHIP.request_id)], NOW);
    expect(update.status).toBe("VALIDATING");
    const graph = update.task_graph as typeof STATE.task_graph;
    expect(graph.tasks.map(({ description }) => description)).toEqual([change, TASKS[1]?.description]);
    const fresh = approvalRequests({
      businessId: "b",
      tasks: graph.tasks,
      verdicts: [],
      intent: "",
      deadline: DEADLINE,
    });
    const [request] = update.approval_requests as typeof REQUESTS;
    expect(request).toEqual(fresh[0]);
    expect(request?.digest).not.toBe(PAY.digest);
    expect((update.approval_decisions as RecordedDecision[])[0]?.request_id).toBe(request?.request_id);
  });
});
