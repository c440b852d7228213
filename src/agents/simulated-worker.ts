import { setTimeout as delay } from "node:timers/promises";
import type { TaskWorker, WorkContext } from "../state/agent.ts";
import { type Clock, isoTime } from "../state/clock.ts";
import { slugify } from "../state/slug.ts";
import type { Task } from "../state/task.ts";

/**
 * Simulated execution (guide 10.1): after a configurable delay, a deterministic success payload that says it is
 * simulated. Touches nothing outside. URLs are on the reserved `.invalid` domain, so they can't reach anybody.
 */
export function simulatedWorker({ delayMs, clock }: { delayMs: number; clock: Clock }): TaskWorker {
  return {
    kind: "simulated",
    touchesNothing: true,
    async execute(task, context) {
      if (delayMs > 0) await delay(delayMs, undefined, { signal: context.signal });
      return { output: { ...payload(task, context), timestamp: isoTime(clock) }, simulated: true };
    },
  };
}

function payload(task: Task, { agentId, businessName, businessId }: WorkContext): Record<string, unknown> {
  const summary = `Simulated: ${agentId} did "${task.title}".`;
  const outputs = { summary, outputs: task.expected_outputs };
  if (task.effect !== "deploy") return outputs;
  const host = `${slugify(businessName)}-${businessId.slice(0, 8)}.simulated.invalid`;
  return { ...outputs, deployment_url: `https://${host}` };
}
