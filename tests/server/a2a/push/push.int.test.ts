import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { TaskPushNotificationConfig, TaskState } from "@a2a-js/sdk";
import { describe, expect, it, onTestFinished } from "vitest";
import { postUntrusted } from "../../../../src/server/a2a/push/post.ts";
import { temporaryFolder } from "../../../support/services.ts";
import { asTask, BINDINGS, clientOf, sayingData, sayingText, serve, startOnly } from "../support.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, { status?: { state: string } }>;
}

/** A receiver on this machine that answers with the given statuses, then with 200. */
async function receiver(...statuses: number[]) {
  const received: Received[] = [];
  let free = Promise.resolve();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString() || "{}") });
    await free;
    response.writeHead(statuses.shift() ?? 200, { location: "http://127.0.0.1:1/" }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return {
    url,
    received,
    /** It answers nobody until what this returns is called. */
    hang() {
      let letGo = () => {};
      free = new Promise((resolve) => {
        letGo = resolve;
      });
      return () => letGo();
    },
    states: () => received.map(({ body }) => (body.statusUpdate ?? body.task)?.status?.state),
  };
}

const LOCAL = { GENESIS_A2A_PUSH_TO_LOOPBACK: "true" };

describe.each(BINDINGS)("push notifications over %s", (binding) => {
  it("tell the client what becomes of its task, with its token", async () => {
    const { url } = await serve({ env: LOCAL });
    const { url: hook, received, states } = await receiver();
    const client = await clientOf(url, { binding });
    const request = startOnly(sayingText("saas_tool"));
    const taskPushNotificationConfig = TaskPushNotificationConfig.fromJSON({ url: hook, token: "t0k3n" });
    const configuration = { ...request.configuration, taskPushNotificationConfig };
    asTask(await client.sendMessage({ ...request, configuration }));
    await expect.poll(() => states().at(-1), { timeout: 10_000 }).toBe("TASK_STATE_COMPLETED");
    expect(states()[0]).toBe("TASK_STATE_SUBMITTED");
    for (const { headers } of received) {
      expect(headers).toMatchObject({
        "content-type": "application/a2a+json",
        "x-a2a-notification-token": "t0k3n",
      });
    }
    expect(received.some(({ body }) => "artifactUpdate" in body)).toBe(true);
  });

  it("are asked for, shown, listed and given up by task", async () => {
    const { url } = await serve({ env: LOCAL });
    const client = await clientOf(url, { binding });
    const waiting = sayingData({ business_type: "saas_tool", autonomous: false });
    const { id: taskId } = asTask(await client.sendMessage(waiting));
    const config = TaskPushNotificationConfig.fromJSON({
      taskId,
      id: "mine",
      url: "https://hooks.example.com/a",
    });
    expect(await client.createTaskPushNotificationConfig(config)).toMatchObject({ id: "mine", taskId });
    const one = { tenant: "", taskId, id: "mine" };
    expect(await client.getTaskPushNotificationConfig(one)).toMatchObject({ url: config.url });
    const listed = await client.listTaskPushNotificationConfig({
      tenant: "",
      taskId,
      pageSize: 0,
      pageToken: "",
    });
    expect(listed.configs.map(({ id }) => id)).toEqual(["mine"]);
    await client.deleteTaskPushNotificationConfig(one);
    await expect(client.getTaskPushNotificationConfig(one)).rejects.toThrow(/not found/i);
  });

  it("go nowhere that the server must not call", async () => {
    const { url } = await serve();
    const { url: hook, received } = await receiver();
    const client = await clientOf(url, { binding });
    const { id: taskId } = asTask(await client.sendMessage(sayingText("nonsense")));
    for (const target of [
      hook,
      "https://169.254.169.254/",
      "https://[fd00::1]/",
      "http://hooks.example.com/",
    ]) {
      const config = TaskPushNotificationConfig.fromJSON({ taskId, url: target });
      await expect(client.createTaskPushNotificationConfig(config)).rejects.toThrow(/A2A_CALLBACK_REFUSED/);
    }
    const bad = TaskPushNotificationConfig.fromJSON({
      taskId,
      url: "https://a.example.com/",
      token: "a\r\nb: c",
    });
    await expect(client.createTaskPushNotificationConfig(bad)).rejects.toThrow(/A2A_PUSH_CONFIG_INVALID/);
    expect(received).toEqual([]);
  });
});

describe("a receiver", () => {
  /** The states that arrive at a receiver that answers so, for a message that is rejected. */
  async function arriving(...statuses: number[]) {
    const { url } = await serve({ env: LOCAL });
    const { url: hook, received, states } = await receiver(...statuses);
    const client = await clientOf(url);
    const request = startOnly(sayingText("nonsense"));
    const taskPushNotificationConfig = TaskPushNotificationConfig.fromJSON({
      url: hook,
      authentication: { scheme: "Bearer", credentials: "abc" },
    });
    await client.sendMessage({
      ...request,
      configuration: { ...request.configuration, taskPushNotificationConfig },
    });
    await expect.poll(() => states().at(-1), { timeout: 10_000 }).toBe("TASK_STATE_REJECTED");
    expect(received[0]?.headers.authorization).toBe("Bearer abc");
    return states();
  }

  it("that fails is told again, in order", async () => {
    expect(await arriving(503)).toEqual([
      "TASK_STATE_SUBMITTED",
      "TASK_STATE_SUBMITTED",
      "TASK_STATE_REJECTED",
    ]);
  });

  it("that refuses or sends elsewhere is not told again, and not followed", async () => {
    expect(await arriving(400)).toEqual(["TASK_STATE_SUBMITTED", "TASK_STATE_REJECTED"]);
    expect(await arriving(302)).toEqual(["TASK_STATE_SUBMITTED", "TASK_STATE_REJECTED"]);
  });

  it("that hangs does not hold up a stop, and is told in order by the next server", async () => {
    const home = temporaryFolder();
    const before = await serve({ home, env: LOCAL });
    const { url: hook, states, hang } = await receiver();
    const letGo = hang();
    const request = startOnly(sayingText("saas_tool"));
    const taskPushNotificationConfig = TaskPushNotificationConfig.fromJSON({ url: hook });
    const configuration = { ...request.configuration, taskPushNotificationConfig };
    const client = await clientOf(before.url);
    const { id } = asTask(await client.sendMessage({ ...request, configuration }));
    const stateOf = async () => (await client.getTask({ tenant: "", id })).status?.state;
    await expect.poll(stateOf, { timeout: 10_000 }).toBe(TaskState.TASK_STATE_COMPLETED);
    const began = performance.now();
    await before.server.close();
    expect(performance.now() - began).toBeLessThan(5_000);
    await before.genesis.close();
    const begun = states().length;

    letGo();
    await serve({ home, env: LOCAL });
    await expect.poll(() => states().at(-1), { timeout: 10_000 }).toBe("TASK_STATE_COMPLETED");
    // What was under way at the stop comes again; nothing is missing and nothing overtakes.
    const told = states().slice(begun);
    expect(told[0]).toBe("TASK_STATE_SUBMITTED");
    expect(told.slice(1, -1).every((state) => [undefined, "TASK_STATE_WORKING"].includes(state))).toBe(true);
    expect(told.length).toBeGreaterThan(5);
  });

  it("whose name leads to this machine is not called", async () => {
    const { received } = await receiver();
    const options = { loopback: false, headers: {}, timeoutMs: 1_000 };
    await expect(postUntrusted("https://localhost:1/", "{}", options)).rejects.toMatchObject({
      code: "A2A_CALLBACK_REFUSED",
    });
    expect(received).toEqual([]);
  });
});
