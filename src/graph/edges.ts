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

/** Where a run goes on once a person has decided. */
type AfterApproval =
  | "await-approval"
  | "generate-idea"
  | "decompose-tasks"
  | "validate-safety"
  | "execute-tasks"
  | "finish";

/**
 * Blocked when a person rejected something the run can't do without; what is still open is asked again, and what was
 * edited passes the gate again. With a larger budget the run goes on where it ran out.
 */
export function afterApproval({ outcome, status }: Progress): AfterApproval {
  if (outcome) return "finish";
  if (status === "AWAITING_APPROVAL") return "await-approval";
  if (status === "GENERATING_IDEA") return "generate-idea";
  if (status === "DECOMPOSING_TASKS") return "decompose-tasks";
  return status === "VALIDATING" ? "validate-safety" : "execute-tasks";
}

/** On to the next node, unless this one failed, or needs a larger budget and somebody can be asked. */
export function withinBudget<Next extends string>(
  next: Next,
): (state: Progress) => Next | "await-approval" | "finish" {
  return ({ outcome, status }) => {
    if (outcome) return "finish";
    return status === "AWAITING_APPROVAL" ? "await-approval" : next;
  };
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
