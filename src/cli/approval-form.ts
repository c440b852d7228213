import { isCancel, note, select, text } from "@clack/prompts";
import type { ApprovalDecision, ApprovalRequest } from "../state/approval.ts";
import { LIMITS } from "../state/text.ts";
import { printable } from "./text.ts";

type Choice = ApprovalDecision["decision"] | "skip";

/** Asks for each request on the terminal; Ctrl-C or "later" leaves it open. */
export async function askForDecisions(
  requests: readonly ApprovalRequest[],
  decided_by: string,
  output: NodeJS.WriteStream,
): Promise<ApprovalDecision[]> {
  const decisions: ApprovalDecision[] = [];
  for (const request of requests) {
    note(factsOf(request), printable(request.title), { output });
    const choice = await select<Choice>({ message: "Your decision", options: choicesFor(request), output });
    if (isCancel(choice)) break;
    if (choice === "skip") continue;
    const decision = await complete(request, choice, decided_by, output);
    if (!decision) break;
    decisions.push(decision);
  }
  return decisions;
}

function factsOf({
  reason,
  change,
  effect,
  categories,
  policy_references,
  deadline,
}: ApprovalRequest): string {
  const rows: [string, string][] = [
    ["why", reason],
    ["what", change],
    ["effect", effect],
    ["risks", categories.join(", ")],
    ["policies", policy_references.join(", ")],
    ["until", deadline],
  ];
  return rows
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name.padEnd(9)}${printable(value)}`)
    .join("\n");
}

function choicesFor({ task_id }: ApprovalRequest) {
  return [
    { value: "approve" as const, label: "Approve", hint: "exactly this" },
    { value: "reject" as const, label: "Reject" },
    ...(task_id === null
      ? []
      : [{ value: "edit" as const, label: "Edit", hint: "the safety gate looks at it again" }]),
    { value: "skip" as const, label: "Decide later" },
  ];
}

/** undefined = cancelled. */
async function complete(
  { request_id, digest, change: before }: ApprovalRequest,
  choice: ApprovalDecision["decision"],
  decided_by: string,
  output: NodeJS.WriteStream,
): Promise<ApprovalDecision | undefined> {
  const base = { request_id, digest, decision: choice, decided_by };
  if (choice === "edit") {
    const change = await text({
      message: "New text",
      initialValue: before,
      validate: (value) =>
        (value ?? "").trim().length < LIMITS.description.min ? "at least 10 characters" : undefined,
      output,
    });
    return isCancel(change) ? undefined : { ...base, change, reason: "" };
  }
  const reason = await text({ message: "Why (may be empty)", defaultValue: "", output });
  return isCancel(reason) ? undefined : { ...base, reason };
}
