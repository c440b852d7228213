import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { TaskWorker, WorkContext, WorkResult } from "../../state/agent.ts";
import { breachOf } from "../../state/budget.ts";
import type { Clock } from "../../state/clock.ts";
import { GenesisError } from "../../state/errors.ts";
import type { Task, TaskResult } from "../../state/task.ts";
import { breachOutput } from "./within-budget.ts";

export interface TaskPolicy {
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  /** The wait before the second attempt; it doubles with each further one. */
  readonly backoffMs: number;
  /** Time of the run that is left, milliseconds, and the error when it is up. */
  readonly deadline?: { leftMs(): number; error(): GenesisError } | undefined;
}

export interface TaskRun {
  readonly task: Task;
  readonly worker: TaskWorker;
  readonly context: Omit<WorkContext, "signal">;
  readonly policy: TaskPolicy;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onAttempt: (attempt: number) => void;
}

/**
 * Carries out one task with timeout and retries. A failure becomes a `failed` result; only an abort of the whole
 * run is thrown, because then the task is not finished and has to run again on resume.
 */
export async function runTask(run: TaskRun): Promise<TaskResult> {
  const { task, policy, clock, signal } = run;
  const startedAt = clock.now();
  const finish = (attempts: number, rest: Pick<TaskResult, "status"> & Partial<TaskResult>): TaskResult => ({
    ...emptyResult(task, run.context.agentId),
    attempts,
    started_at: new Date(startedAt).toISOString(),
    duration_seconds: Math.max(0, (clock.now() - startedAt) / 1_000),
    ...rest,
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      run.onAttempt(attempt);
      const { output, simulated } = await attemptOnce(run);
      return finish(attempt, { status: "completed", output, simulated });
    } catch (error) {
      signal.throwIfAborted();
      if (attempt >= policy.maxAttempts || !isRetryable(error)) {
        return finish(attempt, { status: "failed", ...failure(error) });
      }
      await delay(policy.backoffMs * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

/** A result with nothing done yet. */
export function emptyResult(task: Task, agentId: string | null): Omit<TaskResult, "status"> {
  return {
    task_id: task.task_id,
    title: task.title,
    phase: task.phase,
    feature: task.feature,
    agent_id: agentId,
    critical: task.critical,
    output: {},
    error: null,
    error_code: null,
    attempts: 0,
    simulated: false,
    started_at: null,
    duration_seconds: 0,
  };
}

async function attemptOnce({ task, worker, context, policy, signal }: TaskRun): Promise<WorkResult> {
  signal.throwIfAborted();
  if (policy.deadline && policy.deadline.leftMs() <= 0) throw policy.deadline.error();
  const attempt = new AbortController();
  setMaxListeners(0, attempt.signal);
  const stop = () => attempt.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const { timeoutMs, deadline } = policy;
  const leftMs = deadline?.leftMs() ?? Number.POSITIVE_INFINITY;
  const timer =
    deadline && leftMs < timeoutMs
      ? setTimeout(() => attempt.abort(deadline.error()), Math.max(0, leftMs))
      : setTimeout(() => attempt.abort(timedOut(timeoutMs)), timeoutMs);
  try {
    const work = worker.execute(task, { ...context, signal: attempt.signal });
    // A worker that doesn't listen to its signal must not hold up the run.
    return await Promise.race([work, rejectOnAbort(attempt.signal)]);
  } catch (error) {
    // Whatever a worker makes of being stopped, the reason is why it was stopped.
    throw attempt.signal.aborted ? attempt.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

function timedOut(timeoutMs: number): GenesisError {
  return new GenesisError("TASK_TIMEOUT", `No result within ${timeoutMs / 1_000} s.`, {
    category: "third_party",
    retryable: true,
    hint: "Raise GENESIS_TASK_TIMEOUT_SECONDS if the work needs longer.",
  });
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Coded errors say whether trying again helps (not for 4xx, not for policy); other faults may pass. */
function isRetryable(error: unknown): boolean {
  return !GenesisError.isInstance(error) || error.retryable;
}

function failure(error: unknown): Pick<TaskResult, "error" | "error_code"> & Partial<TaskResult> {
  const error_code = GenesisError.isInstance(error) ? error.code : "TASK_FAILED";
  const breach = breachOf(error);
  return {
    error: error instanceof Error ? error.message : String(error),
    error_code,
    ...(breach && { output: breachOutput(breach) }),
  };
}
