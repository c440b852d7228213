import type { ErrorInfo } from "../state/errors.ts";
import type { TerminalStatus } from "../state/status.ts";

/** Exit codes (design 10). */
export const EXIT = {
  success: 0,
  failed: 1,
  usage: 2,
  waitingForApproval: 3,
  budget: 4,
  blocked: 5,
  interrupted: 130,
} as const;

/** Errors that tell the caller to correct the command or its input. */
const INPUT_ERRORS = new Set([
  "USAGE",
  "INVALID_REQUEST",
  "ERASURE_TARGET_INVALID",
  "UNKNOWN_BUSINESS_TYPE",
  "BUSINESS_TYPE_MISMATCH",
  "REQUIREMENTS_INVALID",
  "REQUIREMENTS_UNREADABLE",
  "CONFIG_INVALID",
  "CONFIG_UNREADABLE",
  "DASHBOARD_NOT_CONFIGURED",
  "UNKNOWN_FLAG",
  "RUN_NOT_FOUND",
  "NOT_IMPROVABLE",
  "NOTHING_TO_IMPROVE",
  "REPORT_UNWRITABLE",
  "ARCHETYPE_INVALID",
  "ROUTING_RULE_INVALID",
  "PLAN_TOO_LARGE",
  "APPROVAL_ANSWER_INVALID",
  "APPROVAL_ALREADY_DECIDED",
  "APPROVAL_NOT_FOUND",
  "EDIT_UNREADABLE",
  "BACKUP_EXISTS",
  "BACKUP_UNREADABLE",
  "MEMORY_RECORD_NOT_FOUND",
  "MEMORY_IMPORT_INVALID",
  "MEMORY_EXPORT_FAILED",
  "STORE_KEY_INVALID",
  "A2A_TOKEN_REQUIRED",
  "STRIPE_LIVE_KEY",
]);

export function exitCodeOfError({ code, category }: Pick<ErrorInfo, "code" | "category">): number {
  if (code === "APPROVAL_REQUIRED") return EXIT.waitingForApproval;
  if (code === "RUN_INTERRUPTED") return EXIT.interrupted;
  if (INPUT_ERRORS.has(code)) return EXIT.usage;
  if (category === "budget") return EXIT.budget;
  return category === "safety" ? EXIT.blocked : EXIT.failed;
}

export function exitCodeOfStatus(status: TerminalStatus, error: ErrorInfo | null): number {
  if (status === "SUCCESS") return EXIT.success;
  if (status === "BLOCKED") return EXIT.blocked;
  return error ? exitCodeOfError(error) : EXIT.failed;
}
