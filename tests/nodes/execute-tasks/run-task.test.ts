import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { runTask, type TaskRun } from "../../../src/nodes/execute-tasks/run-task.ts";
import type { TaskWorker } from "../../../src/state/agent.ts";
import { GenesisError } from "../../../src/state/errors.ts";
import { fakeClock } from "../../support/clock.ts";
import { aRequirements } from "../../support/requirements.ts";
import { aTask } from "../../support/tasks.ts";

function start(execute: TaskWorker["execute"], differences: Partial<TaskRun> = {}) {
  const attempts: number[] = [];
  const result = runTask({
    task: aTask({ task_id: "t" }),
    worker: { kind: "test", execute },
    context: {
      businessId: "b",
      businessName: "B",
      businessType: "saas_tool",
      requirements: aRequirements(),
      agentId: "builder",
      idempotencyKey: "b:t:1",
      seed: 1,
      inputs: {},
    },
    policy: { timeoutMs: 1_000, maxAttempts: 3, backoffMs: 1 },
    clock: fakeClock(),
    signal: new AbortController().signal,
    onAttempt: (attempt) => attempts.push(attempt),
    ...differences,
  });
  return { result, attempts };
}

const ok = { output: { done: true }, simulated: false };
const coded = (retryable: boolean) => new GenesisError("REMOTE", "remote said no", { hint: "-", retryable });

describe("runTask", () => {
  it("completes with the worker's output", async () => {
    const { result } = start(async () => ok);
    expect(await result).toMatchObject({
      status: "completed",
      output: { done: true },
      attempts: 1,
      agent_id: "builder",
    });
  });

  it("tries again after a fault that may pass, with the same idempotency key", async () => {
    const keys: string[] = [];
    const { result, attempts } = start(async (_task, context) => {
      keys.push(context.idempotencyKey);
      if (keys.length < 3) throw keys.length === 1 ? new Error("socket hang up") : coded(true);
      return ok;
    });
    expect(await result).toMatchObject({ status: "completed", attempts: 3 });
    expect(attempts).toEqual([1, 2, 3]);
    expect(new Set(keys)).toEqual(new Set(["b:t:1"]));
  });

  it("gives up after the last attempt with the reason", async () => {
    const { result } = start(async () => Promise.reject(new Error("still down")));
    expect(await result).toMatchObject({
      status: "failed",
      attempts: 3,
      error: "still down",
      error_code: "TASK_FAILED",
    });
  });

  it("does not repeat what a repetition can't mend", async () => {
    const { result } = start(async () => Promise.reject(coded(false)));
    expect(await result).toMatchObject({ status: "failed", attempts: 1, error_code: "REMOTE" });
  });

  it("times out workers that don't listen to their signal", async () => {
    const { result } = start(() => delay(5_000, ok, { ref: false }), {
      policy: { timeoutMs: 20, maxAttempts: 2, backoffMs: 1 },
    });
    expect(await result).toMatchObject({ status: "failed", attempts: 2, error_code: "TASK_TIMEOUT" });
  });

  it("tells workers through their signal", async () => {
    let told = false;
    const { result } = start(
      async (_task, { signal }) => {
        signal.addEventListener("abort", () => {
          told = true;
        });
        return delay(5_000, ok, { signal });
      },
      { policy: { timeoutMs: 20, maxAttempts: 1, backoffMs: 1 } },
    );
    await result;
    expect(told).toBe(true);
  });

  it("throws when the whole run is aborted: the task is not finished", async () => {
    const controller = new AbortController();
    const { result } = start(() => delay(5_000, ok, { ref: false }), { signal: controller.signal });
    setImmediate(() => controller.abort(new Error("stop")));
    await expect(result).rejects.toThrow("stop");
  });
});
