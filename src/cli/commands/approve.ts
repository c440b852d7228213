import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import type { Genesis } from "../../genesis.ts";
import { alreadyDecided } from "../../nodes/await-approval/decisions.ts";
import {
  type ApprovalDecision,
  type ApprovalRequest,
  openRequests,
  type RecordedDecision,
} from "../../state/approval.ts";
import { GenesisError } from "../../state/errors.ts";
import { findRun } from "../find-run.ts";
import { followRun } from "../follow-run.ts";
import { openGenesis } from "../open-genesis.ts";
import type { Console } from "../output.ts";
import type { ApproveCommand } from "../parsers/approvals.ts";

/** `genesis approve`: answers what a run waits for, and continues it. */
export async function approve(command: ApproveCommand, console: Console): Promise<number> {
  const genesis = await openGenesis();
  try {
    const id = await findRun(genesis, command.id);
    const requests = await chosenRequests(genesis, id, command.request);
    const decisions = await decide(command, requests, console);
    if (decisions.length === 0) {
      console.stderr.write("Nothing was decided; the run still waits.\n");
      return 3;
    }
    return await followRun(genesis.resume(id, { answer: { decisions } }), console, command.json);
  } finally {
    await genesis.close();
  }
}

/** The open requests the command is about. Throws when there are none, saying what became of them. */
async function chosenRequests(
  genesis: Genesis,
  id: string,
  wanted: string | undefined,
): Promise<ApprovalRequest[]> {
  const { state, record } = await genesis.show(id);
  const approval_decisions = state.approval_decisions ?? [];
  const open = openRequests({ approval_requests: state.approval_requests ?? [], approval_decisions });
  const named = (item: { request_id: string; task_id: string | null }) =>
    wanted === undefined || item.request_id.startsWith(wanted) || item.task_id === wanted;
  const chosen = record.status === "AWAITING_APPROVAL" ? open.filter(named) : [];
  if (chosen.length > 0) return chosen;
  const before = approval_decisions.filter(named);
  if (before.length > 0) throw decidedBefore(id, before);
  if (wanted !== undefined && open.length > 0) throw noSuchRequest(id, wanted);
  throw new GenesisError("NOTHING_PENDING", `Run ${id} waits for nobody; it is ${record.status}.`, {
    hint: `See it with: genesis show ${id}`,
  });
}

async function decide(
  { decision, editFile, reason }: ApproveCommand,
  requests: readonly ApprovalRequest[],
  console: Console,
): Promise<ApprovalDecision[]> {
  const decided_by = `${userInfo().username} (cli)`;
  if (decision === undefined) {
    if (!process.stdin.isTTY || !console.stderr.isTTY) throw noDecision();
    const { askForDecisions } = await import("../approval-form.ts");
    return askForDecisions(requests, decided_by, console.stderr);
  }
  const change = decision === "edit" ? await editedText(editFile, requests) : undefined;
  return requests.map(({ request_id, digest }) => ({
    request_id,
    digest,
    decision,
    reason,
    decided_by,
    ...(change !== undefined && { change }),
  }));
}

async function editedText(file: string | undefined, requests: readonly ApprovalRequest[]): Promise<string> {
  if (requests.length > 1) {
    const ids = requests.map(({ request_id }) => request_id).join(", ");
    throw new GenesisError("USAGE", "--edit changes one request, and several are open.", {
      hint: `Name one: ${ids}.`,
    });
  }
  try {
    return (await readFile(file ?? "", "utf8")).trim();
  } catch (cause) {
    throw new GenesisError("EDIT_UNREADABLE", `${file} can't be read: ${(cause as Error).message}`, {
      hint: "Check the path and its permissions.",
      cause,
    });
  }
}

function noDecision(): GenesisError {
  return new GenesisError("USAGE", "There is no terminal to ask on.", {
    hint: "Say --approve, --reject or --edit <file>.",
  });
}

function decidedBefore(id: string, decisions: readonly RecordedDecision[]): GenesisError {
  return new GenesisError("APPROVAL_ALREADY_DECIDED", decisions.map(alreadyDecided).join(" "), {
    hint: `A decision is made once. See the run with: genesis show ${id}`,
  });
}

function noSuchRequest(id: string, wanted: string): GenesisError {
  return new GenesisError("APPROVAL_NOT_FOUND", `Run ${id} has no open request "${wanted}".`, {
    hint: "genesis approvals lists what waits.",
  });
}
