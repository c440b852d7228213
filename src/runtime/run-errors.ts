import { GenesisError } from "../state/errors.ts";

export function runNotFound(businessId: string): GenesisError {
  return new GenesisError("RUN_NOT_FOUND", `There is no run ${businessId}.`, {
    hint: "genesis list shows the runs; GENESIS_HOME says where they are kept.",
  });
}

export function alreadyExists(businessId: string): GenesisError {
  return new GenesisError("RUN_EXISTS", `There is already a run ${businessId}.`, {
    hint: `Continue it with: genesis resume ${businessId}`,
  });
}

export function requestLost(businessId: string): GenesisError {
  return new GenesisError(
    "RUN_UNRECOVERABLE",
    `Run ${businessId} has neither a checkpoint nor its request.`,
    {
      category: "system",
      hint: "Start it again with: genesis create.",
    },
  );
}

export function approvalRequired(businessId: string, count: number): GenesisError {
  const what = count === 1 ? "One decision is" : `${count} decisions are`;
  return new GenesisError("APPROVAL_REQUIRED", `${what} needed from a person.`, {
    hint: `See them with: genesis show ${businessId}; answer with: genesis approve ${businessId} --approve or --reject.`,
  });
}

export function answerRefused(businessId: string, problem: string): GenesisError {
  return new GenesisError("APPROVAL_ANSWER_INVALID", `The answer was not taken: ${problem}`, {
    hint: `Nothing was decided by it. See what waits with: genesis show ${businessId}`,
  });
}

/** A run that was stopped before its end; a coded reason (lease lost, store gone) says more and is kept. */
export function interrupted(businessId: string, reason: unknown): GenesisError {
  if (GenesisError.isInstance(reason)) return reason;
  return new GenesisError("RUN_INTERRUPTED", `Run ${businessId} was stopped before its end.`, {
    category: "system",
    retryable: true,
    hint: `Continue it with: genesis resume ${businessId}`,
    cause: reason,
  });
}
