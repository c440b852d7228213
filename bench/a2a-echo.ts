import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { AgentCard, Artifact, formatSSEEvent, Message, Task, TaskState } from "@a2a-js/sdk";
import { ClientFactory } from "@a2a-js/sdk/client";
import {
  AgentEvent,
  type AgentExecutor,
  DefaultRequestHandler,
  InMemoryTaskStore,
  JsonRpcTransportHandler,
  ServerCallContext,
  UnauthenticatedUser,
} from "@a2a-js/sdk/server";

/** What the work itself takes, here and there. */
export const WORK_MS = 50;

export interface EchoAgent {
  readonly url: string;
  /** One POST of the same work to the same process, without A2A. */
  bareHttp(): Promise<unknown>;
  /** The same work by the SDK's own client, as its documentation has it. */
  bareSdk(): Promise<unknown>;
  close(): Promise<void>;
}

const REPORT = { kind: "genesis.work-report", version: 1, summary: "Done.", documents: [], checks: [] };

/** The agent, in a process of its own: its work is not to be counted as ours. */
export async function startEchoAgent(): Promise<EchoAgent> {
  const child = fork(fileURLToPath(import.meta.url), ["serve"]);
  const [url] = (await once(child, "message")) as [string];
  const client = await new ClientFactory().createFromUrl(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  return {
    url,
    bareHttp: () =>
      new Promise((resolve, reject) => {
        const sent = request(`${url}/bare`, { method: "POST", agent }, (response) =>
          resolve(readText(response)),
        );
        sent.on("error", reject).end(JSON.stringify(REPORT));
      }),
    async bareSdk() {
      const message = { messageId: crypto.randomUUID(), role: "ROLE_USER", parts: [{ data: REPORT }] };
      const sent = {
        tenant: "",
        message: Message.fromJSON(message),
        configuration: undefined,
        metadata: undefined,
      };
      for await (const event of client.sendMessageStream(sent)) void event;
    },
    async close() {
      agent.destroy();
      const closed = once(child, "exit");
      child.kill();
      await closed;
    },
  };
}

const executor: AgentExecutor = {
  async execute({ taskId, contextId, userMessage }, bus) {
    const begun = { id: taskId, contextId, status: { state: "TASK_STATE_WORKING" } };
    bus.publish(AgentEvent.task({ ...Task.fromJSON(begun), history: [userMessage] }));
    await delay(WORK_MS);
    const artifact = Artifact.fromJSON({ artifactId: "work-report", parts: [{ data: REPORT }] });
    const about = { taskId, contextId, metadata: undefined };
    bus.publish(AgentEvent.artifactUpdate({ ...about, artifact, append: false, lastChunk: true }));
    const status = { state: TaskState.TASK_STATE_COMPLETED, message: undefined, timestamp: undefined };
    bus.publish(AgentEvent.statusUpdate({ ...about, status }));
    bus.finished();
  },
  async cancelTask() {},
};

async function serve(): Promise<void> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const card = {
    name: "Echo",
    description: "Waits and answers.",
    version: "1.0.0",
    supportedInterfaces: [{ url: `${url}/rpc`, protocolBinding: "JSONRPC", protocolVersion: "1.0" }],
    capabilities: { streaming: true },
    defaultInputModes: ["application/json"],
    defaultOutputModes: ["application/json"],
    skills: [{ id: "builder", name: "builder", description: "Builds.", tags: [] }],
  };
  const rpc = new JsonRpcTransportHandler(
    new DefaultRequestHandler(AgentCard.fromJSON(card), new InMemoryTaskStore(), executor),
  );
  server.on("request", async (incoming, response) => {
    if (incoming.url?.endsWith("agent-card.json")) {
      const known = incoming.url === "/.well-known/agent-card.json";
      response.writeHead(known ? 200 : 404, { "content-type": "application/json" }).end(JSON.stringify(card));
      return;
    }
    const body = await readText(incoming);
    if (incoming.url === "/bare") {
      await delay(WORK_MS);
      response.end(body);
      return;
    }
    const context = new ServerCallContext({ user: new UnauthenticatedUser(), requestedVersion: "1.0" });
    const out = await rpc.handle(body, context);
    response.writeHead(200, { "content-type": "text/event-stream" });
    for await (const event of out as AsyncIterable<unknown>) response.write(formatSSEEvent(event));
    response.end();
  });
  process.send?.(url);
}

if (process.argv[2] === "serve") await serve();
