import type { BusinessRun } from "../runtime/business-run.ts";
import type { ApprovalRequest } from "../state/approval.ts";
import type { BusinessCreationResult } from "../state/business.ts";
import { type ErrorInfo, toErrorInfo } from "../state/errors.ts";
import { EXIT, exitCodeOfError, exitCodeOfStatus } from "./exit-codes.ts";
import { type Console, printApprovals, printError, printJson, printResult } from "./output.ts";
import { createProgress, type ProgressView } from "./progress.ts";

/**
 * Shows a run until it ends and returns the exit code. The first Ctrl-C stops it at a safe point, the second
 * one at once.
 */
export async function followRun(run: BusinessRun, console: Console, json: boolean): Promise<number> {
  const progress = await createProgress(console.stderr);
  const unhook = stopOnSignals(run, progress);
  let pending: readonly ApprovalRequest[] = [];
  try {
    for await (const event of run) {
      progress.show(event);
      if (event.type === "approval.requested") pending = event.requests;
    }
    progress.end();
    return reportResult(await run, console, json);
  } catch (error) {
    progress.end();
    return reportStop(toErrorInfo(error), { run, console, json, pending });
  } finally {
    unhook();
  }
}

function reportResult(result: BusinessCreationResult, console: Console, json: boolean): number {
  const error = result.metadata.error as ErrorInfo | null;
  if (json) {
    printJson(console, result);
    if (error) printError(console, error);
  } else {
    printResult(console, result);
  }
  return exitCodeOfStatus(result.status, error);
}

interface Stop {
  readonly run: BusinessRun;
  readonly console: Console;
  readonly json: boolean;
  readonly pending: readonly ApprovalRequest[];
}

/** A run that did not end has no result yet; with --json that is said as JSON too. */
function reportStop(error: ErrorInfo, { run, console, json, pending }: Stop): number {
  if (json)
    printJson(console, { business_id: run.businessId, status: "PENDING", error, approval_requests: pending });
  else printApprovals(console, pending);
  printError(console, error);
  return exitCodeOfError(error);
}

function stopOnSignals(run: BusinessRun, progress: ProgressView): () => void {
  let asked = false;
  const stop = () => {
    if (asked) {
      progress.end();
      process.exit(EXIT.interrupted);
    }
    asked = true;
    progress.note("stopping at a safe point (once more to stop at once) ...");
    run.stop();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return () => process.off("SIGINT", stop).off("SIGTERM", stop);
}
