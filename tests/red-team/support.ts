import { Command } from "@langchain/langgraph";
import { afterAll, expect, it } from "vitest";
import type { TaskWorker } from "../../src/state/agent.ts";
import type { ApprovalPayload } from "../../src/state/approval.ts";
import { AuditLog } from "../../src/stores/audit-log.ts";
import { runToEnd, type TestOptions, testGraph } from "../support/services.ts";

export const HOUR = 3_600_000;

/** A worker that does nothing and remembers what it was told to do. */
export function recordingWorker(output: Record<string, unknown> = {}) {
  const calls: { task: string; effect: string; text: string }[] = [];
  const worker: TaskWorker = {
    kind: "test",
    async execute({ task_id, title, description, expected_outputs, effect }) {
      calls.push({ task: task_id, effect, text: [title, description, ...expected_outputs].join("\n") });
      const url = effect === "deploy" ? { deployment_url: "https://acme.vercel.app" } : {};
      return { output: { ...output, ...url }, simulated: false };
    },
  };
  /** Effects that only a person may allow. */
  const effects = () => calls.filter(({ effect }) => effect === "deploy" || effect === "money").length;
  return { worker, calls, effects };
}

/** A supervised run that waits for a person to allow its release. */
export async function waitingRun(options: TestOptions = {}) {
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time };
  const { worker, calls, effects } = recordingWorker();
  const { graph, store } = await testGraph({ workers: { simulated: worker }, clock, ...options });
  const { threadId } = await runToEnd(graph, { business_type: "saas_tool", autonomous: false, seed: 1 });
  const config = { configurable: { thread_id: threadId, __pregel_strict_resume: true } };
  const snapshot = () => graph.getState(config);
  const pending = async () => {
    const [interrupt] = (await snapshot()).tasks.flatMap((task) => task.interrupts);
    if (!interrupt) throw new Error("the run waits for nobody");
    return { id: String(interrupt.id), payload: interrupt.value as ApprovalPayload };
  };
  const request = async () => (await pending()).payload.requests[0] as ApprovalPayload["requests"][0];
  const send = (input: unknown) => graph.invoke(input as never, config);
  const answer = async (resume: unknown) =>
    send(new Command({ resume: { [(await pending()).id]: resume } as Record<string, unknown> }));
  const audit = () => new AuditLog(store, threadId);
  return {
    graph,
    store,
    clock,
    calls,
    effects,
    config,
    threadId,
    pending,
    request,
    send,
    answer,
    audit,
    snapshot,
  };
}
export type WaitingRun = Awaited<ReturnType<typeof waitingRun>>;

/** Runs a table of attacks and says at the end how many were blocked. `survives` throws when one got through. */
export function redTeam<Attack extends { readonly name: string }>(
  title: string,
  attacks: readonly Attack[],
  survives: (attack: Attack) => Promise<void>,
): void {
  let blocked = 0;
  it.each(attacks.map((attack) => [attack.name, attack] as const))("blocks: %s", async (_name, attack) => {
    await survives(attack);
    blocked += 1;
  });
  it("has no case twice", () => {
    expect(new Set(attacks.map(({ name }) => name)).size).toBe(attacks.length);
  });
  afterAll(() =>
    process.stdout.write(`red team, ${title}: ${blocked} of ${attacks.length} attacks blocked\n`),
  );
}
