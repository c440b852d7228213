import { request } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import {
  askedIn,
  asTask,
  BINDINGS,
  type Binding,
  clientOf,
  sayingData,
  serve,
  startOnly,
} from "./support.ts";

const HEADERS = { "a2a-version": "1.0", "content-type": "application/json" };

/** A request of its own connection, and how to cut that. Resolves with the first part of its answer. */
async function streaming(url: string, body: unknown): Promise<{ first: string; cut: () => void }> {
  return await new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", headers: HEADERS, agent: false }, (response) => {
      response.on("error", () => {
        // It is cut by us.
      });
      response.once("data", (chunk: Buffer) =>
        resolve({ first: chunk.toString(), cut: () => sent.destroy() }),
      );
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
    onTestFinished(() => void sent.destroy());
  });
}

/** Follows a task over one of the bindings. */
function subscribe(url: string, id: string, binding: Binding) {
  return binding === "JSONRPC"
    ? streaming(`${url}/a2a`, { jsonrpc: "2.0", id: 1, method: "SubscribeToTask", params: { id } })
    : streaming(`${url}/a2a/rest/tasks/${id}:subscribe`, {});
}

it.each(BINDINGS)(
  "lets go of clients that go away while a task waits, over %s",
  async (binding) => {
    const { url, server } = await serve();
    const client = await clientOf(url);
    const asking = sayingData({ business_type: "saas_tool", seed: 1, autonomous: false });
    const waiting = asTask(await client.sendMessage(asking));
    const followers = await Promise.all([1, 2, 3].map(() => subscribe(url, waiting.id, binding)));
    await expect.poll(() => server.followers()).toBe(3);
    followers[0]?.cut();
    await expect.poll(() => server.followers()).toBe(2);
    for (const { cut } of followers) cut();
    await expect.poll(() => server.followers()).toBe(0);

    // The task has lost nothing by it.
    const decisions = askedIn(waiting).map(({ request_id }) => ({ request_id, decision: "approve" }));
    const done = asTask(await client.sendMessage(sayingData({ decisions }, { taskId: waiting.id })));
    expect(done.artifacts).toHaveLength(1);
  },
  30_000,
);

it.each(BINDINGS)(
  "lets go of clients that go away while a task is under way, over %s",
  async (binding) => {
    const { url, server } = await serve({ env: { GENESIS_SIMULATED_DELAY_MS: "3000" } });
    const message = startOnly(sayingData({ business_type: "saas_tool", seed: 1 }));
    const { first, cut } =
      binding === "JSONRPC"
        ? await streaming(`${url}/a2a`, {
            ...{ jsonrpc: "2.0", id: 1, method: "SendStreamingMessage" },
            params: JSON.parse(sent(message.message)),
          })
        : await streaming(`${url}/a2a/rest/message:stream`, JSON.parse(sent(message.message)));
    expect(first).toContain("TASK_STATE_SUBMITTED");
    expect(server.followers()).toBe(1);
    cut();
    // Well before the next thing happens in the run.
    await expect.poll(() => server.followers(), { timeout: 1_500 }).toBe(0);
  },
  30_000,
);

/** The message as it goes over the wire. */
function sent({ messageId, parts }: ReturnType<typeof startOnly>["message"]): string {
  const data = parts.map(({ content }) => ({ data: content?.value }));
  return JSON.stringify({ message: { messageId, role: "ROLE_USER", parts: data } });
}
