import { userInfo } from "node:os";
import type { ApprovalAnswer } from "../../state/approval.ts";
import { GenesisError } from "../../state/errors.ts";
import { findRun } from "../find-run.ts";
import { followRun } from "../follow-run.ts";
import { openGenesis } from "../open-genesis.ts";
import type { Console } from "../output.ts";
import type { ApproveCommand } from "../parsers/runs.ts";

/** `genesis approve`: gives one answer to everything the run waits for, and continues it. */
export async function approve(command: ApproveCommand, console: Console): Promise<number> {
  const genesis = await openGenesis();
  try {
    const id = await findRun(genesis, command.id);
    const { state, record } = await genesis.show(id);
    const decided = new Set(state.approval_decisions?.map((decision) => decision.request_id));
    const pending = (state.approval_requests ?? []).filter(({ request_id }) => !decided.has(request_id));
    if (record.status !== "AWAITING_APPROVAL" || pending.length === 0)
      throw nothingPending(id, record.status);
    const decided_by = `${userInfo().username} (cli)`;
    const answer: ApprovalAnswer = {
      decisions: pending.map(({ request_id }) => ({
        request_id,
        decision: command.decision,
        reason: command.reason,
        decided_by,
      })),
    };
    return await followRun(genesis.resume(id, { answer }), console, command.json);
  } finally {
    await genesis.close();
  }
}

function nothingPending(id: string, status: string): GenesisError {
  return new GenesisError("NOTHING_PENDING", `Run ${id} waits for nobody; it is ${status}.`, {
    hint: `See it with: genesis show ${id}`,
  });
}
