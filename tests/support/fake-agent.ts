import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { AgentCard, formatSSEEvent, Task, TaskState } from "@a2a-js/sdk";
import {
  AgentEvent,
  type AgentExecutor,
  DefaultRequestHandler,
  InMemoryTaskStore,
  JsonRpcTransportHandler,
  ServerCallContext,
  UnauthenticatedUser,
} from "@a2a-js/sdk/server";
import { artifactsOf, endOf, statusOf, type Work } from "./fake-agent-results.ts";

/** What its server does besides, to messages that bring an order. */
export type Fault =
  | "hang-before-headers"
  | "hang-mid-stream"
  | "500"
  | "500-after-work"
  | "500-once"
  | "429"
  | "429-once"
  | "cut-before-headers"
  | "cut-mid-stream"
  | "cut-for-good"
  | "redirect"
  | "oversized"
  | "deep"
  | "other-task"
  | "not-a2a"
  | "wrong-time";

export interface FakeAgentOptions {
  readonly work?: Work;
  readonly fault?: Fault;
  /** Milliseconds that the work takes. */
  readonly takes?: number;
  readonly port?: number;
  readonly token?: string;
  readonly streaming?: boolean;
  readonly skills?: readonly string[];
  /** Put over the spec JSON of the card; a string is sent as it is. */
  readonly card?: Record<string, unknown> | string;
  readonly cardHeaders?: Record<string, string>;
  readonly report?: Record<string, unknown>;
}

export interface FakeAgent {
  readonly url: string;
  /** Message ids of the orders that were begun: each is an effect. */
  readonly effects: string[];
  readonly cancelled: string[];
  /** Names of the methods that were called, and `card`. */
  readonly calls: string[];
  /** Data parts that came. */
  readonly orders: unknown[];
  close(): Promise<void>;
}

const SENDING = new Set(["SendMessage", "SendStreamingMessage"]);

/** A remote agent on this machine, made of the SDK's own server parts; only what `fault` names is not as it should be. */
export async function startFakeAgent(options: FakeAgentOptions = {}): Promise<FakeAgent> {
  const state = {
    effects: [] as string[],
    cancelled: [] as string[],
    calls: [] as string[],
    orders: [] as unknown[],
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.destroy(error as Error));
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const card = cardOf(url, options);
  const executor = new FakeExecutor(options, state);
  const handler = new DefaultRequestHandler(AgentCard.fromJSON(card), new InMemoryTaskStore(), executor);
  const rpc = new JsonRpcTransportHandler(handler);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (options.fault === "wrong-time") response.setHeader("date", "Thu, 01 Jan 1970 00:00:00 GMT");
    if (request.url === "/.well-known/agent-card.json") return sendCard(request, response);
    if (request.url !== "/rpc") return void response.writeHead(404).end();
    if (options.token && request.headers.authorization !== `Bearer ${options.token}`) {
      return void response.writeHead(401).end();
    }
    const body = JSON.parse(await readText(request)) as { method: string; id: number };
    state.calls.push(body.method);
    await answer(body, response);
  }

  function sendCard(request: IncomingMessage, response: ServerResponse): void {
    state.calls.push("card");
    const headers = { "content-type": "application/json", ...options.cardHeaders };
    const { etag } = options.cardHeaders ?? {};
    if (etag !== undefined && request.headers["if-none-match"] === etag) {
      return void response.writeHead(304, headers).end();
    }
    response.writeHead(200, headers).end(typeof card === "string" ? card : JSON.stringify(card));
  }

  async function answer(body: { method: string; id: number }, response: ServerResponse): Promise<void> {
    const sending = SENDING.has(body.method);
    const nth = state.calls.filter((method) => SENDING.has(method)).length;
    if (sending && brokenAnswer(options.fault, nth, body, response)) return;
    if (!sending && options.fault === "cut-for-good") return void response.destroy();
    const context = new ServerCallContext({ user: new UnauthenticatedUser(), requestedVersion: "1.0" });
    const out = await rpc.handle(body as unknown as Record<string, unknown>, context);
    if (!(Symbol.asyncIterator in out)) {
      if (sending && options.fault === "cut-before-headers") return void response.destroy();
      if (sending && options.fault === "500-after-work") return void response.writeHead(500).end("broken");
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(out));
      return;
    }
    await stream(out as AsyncIterable<unknown>, response, sending ? options.fault : undefined);
  }
  return {
    url,
    ...state,
    async close() {
      server.closeAllConnections();
      server.close();
      executor.stop();
      await once(server, "close");
    },
  };
}

/** Faults that need no work to be done; true when the request is answered, or never will be. */
function brokenAnswer(
  fault: Fault | undefined,
  nth: number,
  { id }: { id: number },
  response: ServerResponse,
): boolean {
  switch (fault) {
    case "hang-before-headers":
      return true;
    case "500":
      response.writeHead(500).end("broken");
      return true;
    case "500-once":
      if (nth === 1) response.writeHead(500).end("broken");
      return nth === 1;
    case "429":
      response.writeHead(429).end();
      return true;
    case "429-once":
      if (nth === 1) response.writeHead(429, { "retry-after": "0" }).end();
      return nth === 1;
    case "redirect":
      response.writeHead(307, { location: "http://127.0.0.1:1/rpc" }).end();
      return true;
    case "not-a2a":
      response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome</h1>");
      return true;
    case "oversized": {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const line = `data: ${JSON.stringify({ jsonrpc: "2.0", id, result: { statusUpdate: { taskId: "t", contextId: "c", pad: "x".repeat(1_000_000) } } })}\n\n`;
      for (let sent = 0; sent < 20; sent += 1) response.write(line);
      return true;
    }
    case "deep": {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const nested = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
      response.end(
        `data: {"jsonrpc":"2.0","id":${id},"result":{"message":{"parts":[{"data":${nested}}]}}}\n\n`,
      );
      return true;
    }
    default:
      return false;
  }
}

async function stream(events: AsyncIterable<unknown>, response: ServerResponse, fault: Fault | undefined) {
  let sent = 0;
  for await (const event of events) {
    if (fault === "cut-before-headers" || fault === "500-after-work") continue;
    if (sent === 0) response.writeHead(200, { "content-type": "text/event-stream" });
    if (fault === "hang-mid-stream" && sent >= 1) continue;
    if ((fault === "cut-mid-stream" || fault === "cut-for-good") && sent >= 1) {
      response.destroy();
      continue;
    }
    const text = formatSSEEvent(event);
    response.write(
      fault === "other-task" && sent >= 1 ? text.replace(/"taskId":"[^"]+"/, '"taskId":"another"') : text,
    );
    sent += 1;
  }
  if (fault === "hang-mid-stream") return;
  if (fault === "cut-before-headers") response.destroy();
  else if (fault === "500-after-work") response.writeHead(500).end("broken");
  else response.end();
}

class FakeExecutor implements AgentExecutor {
  readonly #options: FakeAgentOptions;
  readonly #state: { effects: string[]; cancelled: string[]; orders: unknown[] };
  readonly #stop = new AbortController();

  constructor(
    options: FakeAgentOptions,
    state: { effects: string[]; cancelled: string[]; orders: unknown[] },
  ) {
    this.#options = options;
    this.#state = state;
  }

  stop(): void {
    this.#stop.abort();
  }

  execute: AgentExecutor["execute"] = async ({ userMessage, taskId, contextId }, bus) => {
    this.#state.effects.push(userMessage.messageId);
    for (const { content } of userMessage.parts)
      if (content?.$case === "data") this.#state.orders.push(content.value);
    const history = [userMessage];
    const submitted = { id: taskId, contextId, status: { state: "TASK_STATE_WORKING" } };
    bus.publish(AgentEvent.task({ ...Task.fromJSON(submitted), history }));
    const wait = this.#options.work === "forever" ? 3_600_000 : (this.#options.takes ?? 0);
    await delay(wait, undefined, { signal: this.#stop.signal }).catch(() => {});
    if (this.#stop.signal.aborted) return;
    for (const artifact of artifactsOf(this.#options)) {
      bus.publish(
        AgentEvent.artifactUpdate({
          taskId,
          contextId,
          artifact,
          append: false,
          lastChunk: true,
          metadata: undefined,
        }),
      );
    }
    bus.publish(
      AgentEvent.statusUpdate({
        taskId,
        contextId,
        status: endOf(this.#options.work ?? "report"),
        metadata: undefined,
      }),
    );
    bus.finished();
  };

  cancelTask: AgentExecutor["cancelTask"] = async (taskId, bus) => {
    this.#state.cancelled.push(taskId);
    const status = statusOf(TaskState.TASK_STATE_CANCELED, "");
    bus.publish(AgentEvent.statusUpdate({ taskId, contextId: "", status, metadata: undefined }));
    bus.finished();
  };
}

function cardOf(url: string, { card, streaming = true, skills = ["builder"] }: FakeAgentOptions) {
  if (typeof card === "string") return card;
  return {
    name: "Fake agent",
    description: "Does what it is told, in its own way.",
    version: "1.0.0",
    supportedInterfaces: [{ url: `${url}/rpc`, protocolBinding: "JSONRPC", protocolVersion: "1.0" }],
    capabilities: { streaming },
    defaultInputModes: ["text/plain", "application/json"],
    defaultOutputModes: ["text/plain", "application/json"],
    skills: skills.map((id) => ({ id, name: id, description: id, tags: [id] })),
    ...card,
  };
}
