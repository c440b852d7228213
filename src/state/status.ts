import { z } from "zod";
import { GenesisError } from "./errors.ts";

/** Lifecycle of a business (guide 3; design 3). The last three are terminal. */
export const BUSINESS_CREATION_STATUSES = [
  "INITIALIZING",
  "GENERATING_IDEA",
  "COMPOSING_TEAM",
  "DECOMPOSING_TASKS",
  "ROUTING",
  "VALIDATING",
  "AWAITING_APPROVAL",
  "EXECUTING",
  "EVOLVING",
  "SUCCESS",
  "FAILED",
  "BLOCKED",
] as const;

export const BusinessCreationStatusSchema = z.enum(BUSINESS_CREATION_STATUSES);
export type BusinessCreationStatus = z.infer<typeof BusinessCreationStatusSchema>;

export const TERMINAL_STATUSES = ["SUCCESS", "FAILED", "BLOCKED"] as const;
export const TerminalStatusSchema = z.enum(TERMINAL_STATUSES);
export type TerminalStatus = z.infer<typeof TerminalStatusSchema>;

/**
 * Where each status may go. What spends may have to ask a person for more budget and then goes on where it was.
 * VALIDATING is entered twice: by the safety gate before execution and by the
 * outcome check after it (guide 3.2), so it leads both into EXECUTING and out of the lifecycle.
 */
export const STATUS_TRANSITIONS: Readonly<Record<BusinessCreationStatus, readonly BusinessCreationStatus[]>> =
  {
    INITIALIZING: ["GENERATING_IDEA", "FAILED"],
    GENERATING_IDEA: ["COMPOSING_TEAM", "AWAITING_APPROVAL", "FAILED"],
    COMPOSING_TEAM: ["DECOMPOSING_TASKS", "FAILED"],
    DECOMPOSING_TASKS: ["ROUTING", "AWAITING_APPROVAL", "FAILED"],
    ROUTING: ["VALIDATING", "FAILED"],
    VALIDATING: ["AWAITING_APPROVAL", "EXECUTING", "EVOLVING", "SUCCESS", "FAILED", "BLOCKED"],
    AWAITING_APPROVAL: [
      "GENERATING_IDEA",
      "DECOMPOSING_TASKS",
      "VALIDATING",
      "EXECUTING",
      "FAILED",
      "BLOCKED",
    ],
    EXECUTING: ["VALIDATING", "AWAITING_APPROVAL", "FAILED"],
    EVOLVING: ["COMPOSING_TEAM", "DECOMPOSING_TASKS", "FAILED"],
    SUCCESS: [],
    FAILED: [],
    BLOCKED: [],
  };

export function isTerminal(status: BusinessCreationStatus): status is TerminalStatus {
  return STATUS_TRANSITIONS[status].length === 0;
}

/**
 * Reducer of the status channel: the next status, or an error when the table does not allow the step.
 * Writing the status a run already has is no step and is always allowed.
 */
export function nextStatus(
  current: BusinessCreationStatus,
  next: BusinessCreationStatus,
): BusinessCreationStatus {
  if (current === next || STATUS_TRANSITIONS[current].includes(next)) return next;
  throw new GenesisError("ILLEGAL_TRANSITION", `A business cannot go from ${current} to ${next}.`, {
    category: "system",
    hint: isTerminal(current)
      ? "This run has ended; start a new one (a new thread on the LangGraph server)."
      : "This is a defect in the graph; please report it.",
  });
}
