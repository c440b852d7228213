import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { type Message, type Part, Role, type Task } from "@a2a-js/sdk";
import {
  type Client,
  ClientFactory,
  ClientFactoryOptions,
  JsonRpcTransportFactory,
  RestTransportFactory,
} from "@a2a-js/sdk/client";
import { onTestFinished } from "vitest";
import { createGenesis, type Genesis } from "../../../src/genesis.ts";
import type { GenesisOptions } from "../../../src/genesis-options.ts";
import { genesisAgents } from "../../../src/server/a2a/genesis-agents.ts";
import { dataOf, dataPart, textPart } from "../../../src/server/a2a/parts.ts";
import { type A2aServer, startA2aServer } from "../../../src/server/a2a/server.ts";
import type { ApprovalRequest } from "../../../src/state/approval.ts";
import { silent, temporaryFolder } from "../../support/services.ts";

export const BINDINGS = ["JSONRPC", "HTTP+JSON"] as const;
export type Binding = (typeof BINDINGS)[number];
export const VERSION = "9.9.9";

export interface Served {
  readonly genesis: Genesis;
  readonly server: A2aServer;
  readonly url: string;
  readonly home: string;
}

export interface ServeOptions extends Omit<GenesisOptions, "sources" | "log"> {
  readonly home?: string;
  readonly env?: Record<string, string>;
}

/** A server of a home of its own on a free port of this machine, closed at the end of the test. */
export async function serve({
  home = temporaryFolder(),
  env,
  ...options
}: ServeOptions = {}): Promise<Served> {
  const genesis = await createGenesis({
    ...options,
    log: silent,
    sources: {
      cwd: tmpdir(),
      env: {
        GENESIS_HOME: home,
        GENESIS_EXECUTION_MODE: "simulated",
        GENESIS_QUALITY_CHECKS: "false",
        GENESIS_A2A_PORT: "0",
        ...env,
      },
    },
  });
  const server = await startA2aServer({
    foundation: genesis.foundation,
    agents: (baseUrl) => genesisAgents(genesis, { baseUrl, version: VERSION }),
  });
  onTestFinished(async () => {
    await server.close();
    await genesis.close();
  });
  return { genesis, server, url: server.url, home };
}

/** The SDK's own client of an agent, over one binding. */
export async function clientOf(
  url: string,
  { binding = "JSONRPC", path = "", token }: { binding?: Binding; path?: string; token?: string } = {},
): Promise<Client> {
  const fetchImpl: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    return fetch(input, { ...init, headers });
  };
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [new JsonRpcTransportFactory({ fetchImpl }), new RestTransportFactory({ fetchImpl })],
    preferredTransports: [binding],
  });
  return await new ClientFactory(options).createFromUrl(`${url}${path}/.well-known/agent-card.json`, "");
}

/** The parameters of a message. */
export function saying(parts: readonly Part[], more: Partial<Message> = {}) {
  const message: Message = {
    messageId: randomUUID(),
    contextId: "",
    taskId: "",
    role: Role.ROLE_USER,
    parts: [...parts],
    metadata: undefined,
    extensions: [],
    referenceTaskIds: [],
    ...more,
  };
  return { tenant: "", message, configuration: undefined, metadata: undefined };
}

export const sayingData = (data: unknown, more?: Partial<Message>) => saying([dataPart(data)], more);
export const sayingText = (text: string, more?: Partial<Message>) => saying([textPart(text)], more);

/** The same, answered as soon as there is a task. */
export function startOnly(request: ReturnType<typeof saying>) {
  const configuration = {
    acceptedOutputModes: [],
    taskPushNotificationConfig: undefined,
    returnImmediately: true,
  };
  return { ...request, configuration };
}

export function asTask(answer: Message | Task): Task {
  if ("status" in answer) return answer;
  throw new Error(`a message instead of a task: ${JSON.stringify(answer)}`);
}

/** The data of the artifact of a task. */
export function resultOf(task: Task): Record<string, unknown> | undefined {
  const content = task.artifacts[0]?.parts[0]?.content;
  return content?.$case === "data" ? (content.value as Record<string, unknown>) : undefined;
}

/** The requests that a task waits for an answer to. */
export function askedIn(task: Task): ApprovalRequest[] {
  const message = task.status?.message;
  const payloads = message ? (dataOf(message) as { type?: string; requests?: ApprovalRequest[] }[]) : [];
  return payloads.find(({ type }) => type === "approval")?.requests ?? [];
}

/** The coded error that a task gives for its state. */
export function errorOf(task: Task): { code: string; message: string; hint: string } | undefined {
  const message = task.status?.message;
  const data = message ? dataOf(message) : [];
  return data
    .map((one) => (one as { error?: { code: string; message: string; hint: string } }).error)
    .find(Boolean);
}
