import { describe, expect, it } from "vitest";
import { exitCodeOfError, exitCodeOfStatus } from "../../src/cli/exit-codes.ts";
import type { ErrorCategory } from "../../src/state/errors.ts";

const error = (code: string, category: ErrorCategory) => ({
  code,
  category,
  message: "-",
  hint: "-",
  retryable: false,
});

describe("exit codes (design 10)", () => {
  it.each<[string, ErrorCategory, number]>([
    ["USAGE", "user", 2],
    ["UNKNOWN_BUSINESS_TYPE", "user", 2],
    ["INVALID_REQUEST", "user", 2],
    ["REQUIREMENTS_INVALID", "user", 2],
    ["CONFIG_INVALID", "user", 2],
    ["RUN_NOT_FOUND", "user", 2],
    ["APPROVAL_REQUIRED", "user", 3],
    ["BUDGET_EXCEEDED", "budget", 4],
    ["SAFETY_BLOCKED", "safety", 5],
    ["APPROVAL_REJECTED", "safety", 5],
    ["RUN_INTERRUPTED", "system", 130],
    ["STORE_UNAVAILABLE", "system", 1],
    ["MAINTENANCE_MODE", "system", 1],
    ["CRITICAL_TASK_FAILED", "system", 1],
    ["UNEXPECTED", "system", 1],
  ])("%s (%s) is %d", (code, category, exitCode) => {
    expect(exitCodeOfError(error(code, category))).toBe(exitCode);
  });

  it("follow the status of a run that ended, and the reason of its failure", () => {
    expect(exitCodeOfStatus("SUCCESS", null)).toBe(0);
    expect(exitCodeOfStatus("BLOCKED", error("SAFETY_BLOCKED", "safety"))).toBe(5);
    expect(exitCodeOfStatus("FAILED", null)).toBe(1);
    expect(exitCodeOfStatus("FAILED", error("BUDGET_EXCEEDED", "budget"))).toBe(4);
    expect(exitCodeOfStatus("FAILED", error("INVALID_REQUEST", "user"))).toBe(2);
  });
});
