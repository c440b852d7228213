import type { GenesisState } from "../state/genesis-state.ts";

type Progress = Pick<GenesisState, "status" | "outcome">;

/** A refused request (shutdown, maintenance, invalid input) has its outcome already. */
export function afterIntake({ outcome }: Progress): "recall-context" | "finish" {
  return outcome ? "finish" : "recall-context";
}

/** Blocked when nothing safe is left; a supervised run asks a person; else work begins. */
export function afterSafety({ outcome, status }: Progress): "await-approval" | "execute-tasks" | "finish" {
  if (outcome) return "finish";
  return status === "AWAITING_APPROVAL" ? "await-approval" : "execute-tasks";
}

/**
 * Blocked when a person rejected something the run can't do without; what is still open is asked again, and what was
 * edited passes the gate again.
 */
export function afterApproval({
  outcome,
  status,
}: Progress): "await-approval" | "validate-safety" | "execute-tasks" | "finish" {
  if (outcome) return "finish";
  if (status === "AWAITING_APPROVAL") return "await-approval";
  return status === "VALIDATING" ? "validate-safety" : "execute-tasks";
}

/** A failure may be evolved; a success, and a failure that is final, go on to projection and memory. */
export function afterOutcome({ status }: Progress): "evolve-plan" | "project-revenue" {
  return status === "EVOLVING" ? "evolve-plan" : "project-revenue";
}

/** The revised plan needs other people, or only other tasks. */
export function afterEvolution({ outcome, status }: Progress): "compose-team" | "decompose-tasks" | "finish" {
  if (outcome) return "finish";
  return status === "COMPOSING_TEAM" ? "compose-team" : "decompose-tasks";
}

/** On to the next node, unless this one failed. */
export function unlessFailed<Next extends string>(next: Next): (state: Progress) => Next | "finish" {
  return ({ outcome }) => (outcome ? "finish" : next);
}
