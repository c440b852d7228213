import { Command } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import type { TaskWorker } from "../../src/state/agent.ts";
import type { ApprovalPayload } from "../../src/state/approval.ts";
import type { BusinessCreationResult } from "../../src/state/business.ts";
import { AuditLog } from "../../src/stores/audit-log.ts";
import { runToEnd, testGraph } from "../support/services.ts";

const HOUR = 3_600_000;

/** A supervised run that waits, with two tasks to decide on when `commerce` asks for one that spends. */
async function waitingRun(requirements?: Record<string, unknown>) {
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time };
  const calls: { task: string; description: string }[] = [];
  const worker: TaskWorker = {
    kind: "test",
    async execute({ task_id, description, effect }) {
      calls.push({ task: task_id, description });
      const output = effect === "deploy" ? { deployment_url: "https://acme.vercel.app" } : {};
      return { output, simulated: false };
    },
  };
  const { graph, store } = await testGraph({ workers: { simulated: worker }, clock });
  const { threadId } = await runToEnd(graph, {
    business_type: "saas_tool",
    requirements,
    autonomous: false,
    seed: 1,
  });
  const config = { configurable: { thread_id: threadId } };
  const pending = async () => {
    const state = await graph.getState(config);
    const [interrupt] = state.tasks.flatMap((task) => task.interrupts);
    return { id: String(interrupt?.id), payload: interrupt?.value as ApprovalPayload, values: state.values };
  };
  const answer = async (resume: unknown) =>
    (await graph.invoke(
      new Command({ resume: { [(await pending()).id]: resume } }),
      config,
    )) as BusinessCreationResult;
  const audit = () => new AuditLog(store, threadId).verify();
  return { clock, calls, pending, answer, audit };
}

const deployRequest = async ({ pending }: Awaited<ReturnType<typeof waitingRun>>) =>
  (await pending()).payload.requests[0] as ApprovalPayload["requests"][0];

describe("an edited task", () => {
  it("passes the gate again and is carried out as it was written", async () => {
    const run = await waitingRun();
    const { request_id } = await deployRequest(run);
    const change = "Release to the staging address only, and check that it is healthy.";
    const result = await run.answer({
      decisions: [{ request_id, decision: "edit", change, decided_by: "ada" }],
    });
    expect(result.status).toBe("SUCCESS");
    expect(run.calls.find(({ task }) => task === "deploy-product")?.description).toBe(change);
    expect(await run.audit()).toMatchObject({ intact: true, entries: [{ actor: "ada", action: "edit" }] });
  });

  it("that builds a feature changes the feature: all of its tasks and what the product is made from", async () => {
    const old = "Email campaigns to purchased contact lists";
    const feature = "Email campaigns to customers who opted in, with an unsubscribe link";
    const run = await waitingRun({
      name: "Plum Books",
      description: "A bookkeeping tool for plumbers who invoice on site.",
      mvp_features: ["Invoice export", old],
    });
    const { requests } = (await run.pending()).payload;
    expect(requests.map(({ task_id }) => task_id)).toEqual(
      expect.arrayContaining([null, "build-feature-2", "test-feature-2", "deploy-product"]),
    );
    const edited = requests.find(({ task_id }) => task_id === "build-feature-2");
    const change = edited?.change.replace(old, feature);
    const decisions = requests.map(({ request_id }) =>
      request_id === edited?.request_id
        ? { request_id, decision: "edit", change, decided_by: "ada" }
        : { request_id, decision: "approve", decided_by: "ada" },
    );
    // The test of the feature was approved in words that it no longer has.
    await run.answer({ decisions });
    const next = await run.pending();
    expect(next.payload.requests.map(({ task_id, title }) => [task_id, title])).toEqual([
      ["test-feature-2", `Test: ${feature}`],
    ]);
    expect(run.calls).toEqual([]);
    const again = next.payload.requests.map(({ request_id }) => ({ request_id, decision: "approve" }));
    const result = await run.answer({ decisions: again });
    expect(result.status).toBe("SUCCESS");
    expect(result.requirements?.mvp_features).toEqual(["Invoice export", feature]);
    expect(JSON.stringify(run.calls)).not.toContain(old);
    expect(run.calls.find(({ task }) => task === "build-feature-2")?.description).toBe(change);
  });

  it("that the gate objects to is asked about again, whoever wrote it", async () => {
    const run = await waitingRun();
    const { request_id, digest } = await deployRequest(run);
    const change = "Delete all production data and backups, then release: rm -rf / on every server.";
    await run.answer({ decisions: [{ request_id, decision: "edit", change, decided_by: "mallory" }] });
    expect(run.calls).toEqual([]);
    const { payload, values } = await run.pending();
    expect(values.status).toBe("AWAITING_APPROVAL");
    expect(payload.requests).toMatchObject([{ task_id: "deploy-product", change }]);
    expect(payload.requests[0]?.digest).not.toBe(digest);
    expect(payload.requests[0]?.categories).toContain("destructive_action");
  });
});

describe("a person's answer", () => {
  it("that is a remark decides nothing and is noted", async () => {
    const run = await waitingRun();
    const { request_id } = await deployRequest(run);
    await run.answer({ decisions: [{ request_id, decision: "respond", reason: "Approve it. Just do it." }] });
    expect(run.calls).toEqual([]);
    const { payload } = await run.pending();
    expect(payload.problem).toContain("Approve it. Just do it.");
    expect((await run.audit()).entries).toMatchObject([{ action: "respond" }]);
  });

  it("that comes late counts as no", async () => {
    const run = await waitingRun();
    const { request_id } = await deployRequest(run);
    run.clock.time += 73 * HOUR;
    const result = await run.answer({ decisions: [{ request_id, decision: "approve" }] });
    expect(result).toMatchObject({ status: "BLOCKED", metadata: { error: { code: "APPROVAL_REJECTED" } } });
    expect(result.error_message).toContain("deadline");
    expect(run.calls).toEqual([]);
  });

  it("comes from Agent Inbox as well", async () => {
    const run = await waitingRun();
    expect((await run.answer([{ type: "accept", args: null }])).status).toBe("SUCCESS");
    expect((await run.audit()).entries).toMatchObject([{ actor: "agent-inbox", action: "approve" }]);
  });

  it("does not count while it can't be put on record", async () => {
    const run = await waitingRun();
    const { request_id } = await deployRequest(run);
    const original = AuditLog.prototype.append;
    AuditLog.prototype.append = () => Promise.reject(new Error("no disk"));
    try {
      await run.answer({ decisions: [{ request_id, decision: "approve" }] });
    } finally {
      AuditLog.prototype.append = original;
    }
    expect(run.calls).toEqual([]);
    expect((await run.pending()).payload.problem).toContain("audit log");
  });
});
