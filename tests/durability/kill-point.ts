import { z } from "zod";

/**
 * A place in a run at which the process is killed with SIGKILL.
 * - `step`: the n-th node of the run; before its writes, before its checkpoint, or after its checkpoint is durable.
 * - `task`: a task of the plan; before its effect, right after it, or before its result is durable.
 */
export const KillPointSchema = z.discriminatedUnion("at", [
  z.strictObject({ at: z.literal("step"), step: z.int(), when: z.enum(["writes", "checkpoint", "done"]) }),
  z.strictObject({ at: z.literal("task"), task: z.string(), when: z.enum(["before", "effect", "result"]) }),
  z.strictObject({ at: z.literal("never") }),
]);
export type KillPoint = z.infer<typeof KillPointSchema>;

export const STEP_MOMENTS = {
  writes: "work done, nothing stored",
  checkpoint: "writes stored, no checkpoint",
  done: "checkpoint stored",
} as const;

export const TASK_MOMENTS = {
  before: "intent stored, effect not begun",
  effect: "effect done, no receipt",
  result: "receipt stored, no result",
} as const;

/** Ends this process as a power cut would: no handler runs, nothing is flushed. */
export function die(): never {
  process.kill(process.pid, "SIGKILL");
  // The signal is delivered before this loop is left.
  for (;;);
}
