import type { Genesis } from "../../genesis.ts";
import { type ApprovalRequest, openRequests } from "../../state/approval.ts";
import { findRun } from "../find-run.ts";
import { openGenesis, READS } from "../open-genesis.ts";
import { type Console, printJson, printLine } from "../output.ts";
import type { ApprovalsCommand } from "../parsers/approvals.ts";
import { painter, printable, table, truncate, wantsColours } from "../text.ts";

interface WaitingRun {
  readonly business_id: string;
  readonly name: string;
  readonly requests: readonly ApprovalRequest[];
}

const MAX_RUNS = 1_000;

/** `genesis approvals`: what waits for a person, or the audit log of one run. */
export async function approvals({ audit, json }: ApprovalsCommand, console: Console): Promise<number> {
  const genesis = await openGenesis(READS);
  try {
    if (audit !== undefined) return await showAudit(genesis, await findRun(genesis, audit), console, json);
    const waiting = await waitingRuns(genesis);
    if (json) printJson(console, waiting);
    else if (waiting.length === 0) printLine(console, "Nothing waits for a decision.");
    else for (const run of waiting) printRun(run, console);
    return 0;
  } finally {
    await genesis.close();
  }
}

async function waitingRuns(genesis: Genesis): Promise<WaitingRun[]> {
  const runs = await genesis.list({ status: "AWAITING_APPROVAL", limit: MAX_RUNS });
  const waiting: WaitingRun[] = [];
  for (const { business_id, name } of runs) {
    const { state } = await genesis.show(business_id);
    waiting.push({ business_id, name, requests: openRequests(state) });
  }
  return waiting;
}

function printRun({ business_id, name, requests }: WaitingRun, console: Console): void {
  const paint = painter(wantsColours(console.stdout));
  printLine(console, `${paint("bold", business_id)}  ${printable(name)}`);
  for (const { request_id, title, reason, change, deadline } of requests) {
    const overdue = Date.parse(deadline) < Date.now();
    const until = overdue
      ? paint("red", "overdue: it counts as rejected")
      : `until ${deadline.slice(0, 16).replace("T", " ")} UTC`;
    printLine(console, `  ${paint("yellow", "?")} ${printable(title)}  ${paint("dim", request_id)}`);
    printLine(console, `    ${printable(reason)} ${until}\n    ${truncate(printable(change), 200)}`);
  }
  const short = business_id.slice(0, 8);
  printLine(console, `  genesis approve ${short} [request] --approve | --reject | --edit <file>\n`);
}

async function showAudit(genesis: Genesis, id: string, console: Console, json: boolean): Promise<number> {
  const verdict = await genesis.audit(id);
  if (json) printJson(console, verdict);
  else {
    const rows = verdict.entries.map(({ sequence, at, actor, action, request_id, reason }) => [
      String(sequence),
      at.slice(0, 19).replace("T", " "),
      printable(actor),
      action,
      request_id,
      truncate(printable(reason), 60),
    ]);
    if (rows.length === 0) printLine(console, "Nobody decided anything in this run.");
    else printLine(console, table([["#", "WHEN (UTC)", "WHO", "WHAT", "REQUEST", "WHY"], ...rows]));
    const paint = painter(wantsColours(console.stdout));
    if (verdict.intact) printLine(console, paint("green", "The log is intact."));
    else printLine(console, paint("red", `The log was tampered with: ${verdict.problem}.`));
  }
  return verdict.intact ? 0 : 1;
}
