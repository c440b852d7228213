import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type Task, TaskState } from "@a2a-js/sdk";
import type { Client } from "@a2a-js/sdk/client";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Session, session, start } from "../../support/cli.ts";
import { temporaryFolder } from "../../support/services.ts";
import { anOrder } from "./orders.ts";
import { askedIn, asTask, clientOf, resultOf, sayingData, serve, startOnly } from "./support.ts";

const SLOW = { GENESIS_SIMULATED_DELAY_MS: "100" };
const stateOf = async (client: Client, id: string) =>
  (await client.getTask({ tenant: "", id })).status?.state;

/** Starts work without waiting for its end. */
async function begin(client: Client, data: unknown): Promise<Task> {
  return asTask(await client.sendMessage(startOnly(sayingData(data))));
}

/** `genesis a2a serve` as a process of its own. */
async function serveProcess(where: Session): Promise<{ child: ChildProcess; url: string }> {
  const child = start(where, ["a2a", "serve", "--port", "0"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [line] = (await once(lines, "line")) as [string];
  const [url = ""] = /http:\S+\d/.exec(line) ?? [];
  return { child, url };
}

describe("a server that was stopped", () => {
  it("knows its tasks when it is back, and a task that waited takes its answer", async () => {
    const home = temporaryFolder();
    const before = await serve({ home });
    const request = sayingData({ business_type: "saas_tool", seed: 1, autonomous: false });
    const waiting = asTask(await (await clientOf(before.url)).sendMessage(request));
    await before.server.close();
    await before.genesis.close();

    const after = await serve({ home });
    const client = await clientOf(after.url, { binding: "HTTP+JSON" });
    const known = await client.getTask({ tenant: "", id: waiting.id });
    expect(known).toEqual(waiting);
    const decisions = askedIn(known).map(({ request_id }) => ({ request_id, decision: "approve" }));
    const done = asTask(await client.sendMessage(sayingData({ decisions }, { taskId: known.id })));
    expect(done.status?.state).toBe(TaskState.TASK_STATE_COMPLETED);
    expect(done.contextId).toBe(waiting.contextId);
    expect(resultOf(done)).toMatchObject({ business_id: waiting.id, status: "SUCCESS" });
  });

  it("stops runs at a safe point, says so, and goes on with them when it is back", async () => {
    const home = temporaryFolder();
    const before = await serve({ home, env: SLOW });
    const client = await clientOf(before.url);
    const { id } = await begin(client, { business_type: "saas_tool", seed: 1 });
    const followed: string[] = [];
    const following = (async () => {
      for await (const { payload } of client.resubscribeTask({ tenant: "", id })) {
        if (payload?.$case === "statusUpdate")
          followed.push(JSON.stringify(payload.value.status?.message?.parts));
      }
    })();
    await expect.poll(() => followed.length).toBeGreaterThan(3);
    await before.server.close();
    await following;
    expect(followed.at(-1)).toContain("RUN_INTERRUPTED");
    await before.genesis.close();

    const after = await serve({ home });
    const again = await clientOf(after.url);
    await expect.poll(() => stateOf(again, id), { timeout: 10_000 }).toBe(TaskState.TASK_STATE_COMPLETED);
    expect(resultOf(await again.getTask({ tenant: "", id }))).toMatchObject({ status: "SUCCESS" });
  });

  it("does not go on with what was canceled", async () => {
    const home = temporaryFolder();
    const before = await serve({ home, env: SLOW });
    const client = await clientOf(before.url);
    const { id } = await begin(client, { business_type: "saas_tool" });
    await client.cancelTask({ tenant: "", id, metadata: undefined });
    await before.server.close();
    await before.genesis.close();
    const after = await serve({ home });
    await expect(stateOf(await clientOf(after.url), id)).resolves.toBe(TaskState.TASK_STATE_CANCELED);
    expect((await after.genesis.interrupted()).map(({ business_id }) => business_id)).toEqual([id]);
  });

  it("fails a task that can't be continued, with a code", async () => {
    const home = temporaryFolder();
    const before = await serve({ home, env: SLOW });
    const { id } = await begin(await clientOf(before.url), { business_type: "saas_tool" });
    await before.server.close();
    const { store } = before.genesis.foundation.stores;
    const item = await store.get(["a2a", "tasks", "genesis"], id);
    const task = { ...(item?.value.task as object), history: [] };
    await store.put(["a2a", "tasks", "genesis"], id, { ...item?.value, task }, false);
    await before.genesis.close();
    const after = await serve({ home });
    const client = await clientOf(after.url);
    await expect.poll(() => stateOf(client, id)).toBe(TaskState.TASK_STATE_FAILED);
    const failed = await client.getTask({ tenant: "", id });
    expect(JSON.stringify(failed.status)).toContain("A2A_TASK_UNREADABLE");
  });
});

describe("genesis a2a serve", () => {
  it("stops at SIGTERM with everything kept", async () => {
    const { child, url } = await serveProcess(session({ ...SLOW }));
    const client = await clientOf(url);
    const { id } = await begin(client, { business_type: "saas_tool" });
    expect(await stateOf(client, id)).not.toBe(TaskState.TASK_STATE_COMPLETED);
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    expect((await ended)[0]).toBe(0);
  }, 30_000);

  it("killed in the middle of a run and of an order, does both when it is started again, once", async () => {
    const where = session({ ...SLOW, GENESIS_DRAIN_SECONDS: "1" });
    const before = await serveProcess(where);
    const client = await clientOf(before.url);
    const run = await begin(client, { business_type: "saas_tool", seed: 1 });
    const worker = await clientOf(before.url, { path: "/a2a/agents/product" });
    const order = await begin(worker, anOrder());
    const events: string[] = [];
    for await (const { payload } of client.resubscribeTask({ tenant: "", id: run.id })) {
      if (payload?.$case !== "statusUpdate") continue;
      events.push((payload.value.metadata?.["genesis.event"] as { type: string } | undefined)?.type ?? "");
      if (events.filter((type) => type === "task.finished").length === 3) break;
    }
    before.child.kill("SIGKILL");
    await once(before.child, "exit");

    const after = await serveProcess(where);
    const again = await clientOf(after.url);
    await expect
      .poll(() => stateOf(again, run.id), { timeout: 20_000, interval: 200 })
      .toBe(TaskState.TASK_STATE_COMPLETED);
    const result = resultOf(await again.getTask({ tenant: "", id: run.id }));
    expect(result).toMatchObject({ status: "SUCCESS", business_id: run.id });
    const workerAgain = await clientOf(after.url, { path: "/a2a/agents/product" });
    await expect
      .poll(() => stateOf(workerAgain, order.id), { timeout: 10_000 })
      .toBe(TaskState.TASK_STATE_COMPLETED);
  }, 60_000);
});
