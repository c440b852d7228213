import type { BusinessRun } from "../runtime/business-run.ts";
import type { ApprovalRequest } from "../state/approval.ts";
import type { BusinessCreationResult } from "../state/business.ts";
import { type ErrorInfo, toErrorInfo } from "../state/errors.ts";
import { EXIT, exitCodeOfError, exitCodeOfStatus } from "./exit-codes.ts";
import { type Console, printApprovals, printError, printJson, printLine, printResult } from "./output.ts";
import { createProgress, type ProgressView } from "./progress.ts";

/**
 * Shows a run until it ends and returns the exit code. The first Ctrl-C stops it at a safe point, the second
 * one at once.
 */
export async function followRun(run: BusinessRun, console: Console, json: boolean): Promise<number> {
  const { code, document } = await follow(run, console, json);
  if (json) printJson(console, document);
  return code;
}

interface Followed {
  readonly code: number;
  /** What --json prints: the result, or where the run stands. */
  readonly document: unknown;
}

async function follow(run: BusinessRun, console: Console, json: boolean): Promise<Followed> {
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

/**
 * Shows runs one after the other; the exit code is that of the first that did not succeed. With --json stdout is one
 * array, with the result (or where it stands) of each. Stops after a run that was interrupted.
 */
export async function followRuns(
  begin: readonly (() => BusinessRun)[],
  console: Console,
  { json, none }: { readonly json: boolean; readonly none: string },
): Promise<number> {
  if (begin.length === 0 && !json) printLine(console, none);
  const documents: unknown[] = [];
  let exitCode: number = EXIT.success;
  for (const start of begin) {
    const { code, document } = await follow(start(), console, json);
    documents.push(document);
    if (exitCode === EXIT.success) exitCode = code;
    if (code === EXIT.interrupted) break;
  }
  if (json) printJson(console, documents);
  return exitCode;
}

function reportResult(result: BusinessCreationResult, console: Console, json: boolean): Followed {
  const error = result.metadata.error as ErrorInfo | null;
  if (!json) printResult(console, result);
  else if (error) printError(console, error);
  return { code: exitCodeOfStatus(result.status, error), document: result };
}

interface Stop {
  readonly run: BusinessRun;
  readonly console: Console;
  readonly json: boolean;
  readonly pending: readonly ApprovalRequest[];
}

/** A run that did not end has no result yet; with --json that is said as JSON too. */
function reportStop(error: ErrorInfo, { run, console, json, pending }: Stop): Followed {
  if (!json) printApprovals(console, pending);
  printError(console, error);
  const document = { business_id: run.businessId, status: "PENDING", error, approval_requests: pending };
  return { code: exitCodeOfError(error), document };
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
