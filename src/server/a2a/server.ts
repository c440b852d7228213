import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import type { A2aServerConfig } from "../../config/a2a.ts";
import type { Foundation } from "../../genesis.ts";
import { GenesisError } from "../../state/errors.ts";
import { hostOf, isLoopbackHost } from "../../tools/net/addresses.ts";
import { type AgentHost, type HostedAgent, hostAgent } from "./agent-host.ts";
import { a2aApp } from "./http/app.ts";
import type { GuardOptions } from "./http/guards.ts";
import { shielded } from "./shielded.ts";

export interface A2aServerOptions {
  readonly foundation: Foundation;
  /** What is served, given where clients reach it. */
  readonly agents: (baseUrl: string) => readonly HostedAgent[];
}

export interface A2aServer {
  /** Where clients reach it; no slash at the end. */
  readonly url: string;
  /** Clients that follow a task at this moment. */
  followers(): number;
  /** Stops: nothing new is taken, work ends at a safe point and goes on when a server is started again. */
  close(): Promise<void>;
}

/** Names of this machine under which it is served. */
const OWN_NAMES = new Set(["127.0.0.1", "::1", "localhost"]);
/** Of every interface; they name no host that a client could ask for. */
const ANY_HOST = new Set(["0.0.0.0", "::"]);
const RECOVER_EVERY_MS = 30_000;
/** How long a stop waits for receivers; what they have not taken by then is sent by the next server. */
const PUSH_GRACE_MS = 2_000;
const NOT_YET = () => new Response(null, { status: 503 });

/**
 * Serves agents over A2A v1.0 and goes on with the tasks that another process has left. Throws A2A_TOKEN_REQUIRED when
 * others than this machine could reach it without a token, A2A_PORT_UNUSABLE.
 */
export async function startA2aServer({ foundation, agents }: A2aServerOptions): Promise<A2aServer> {
  const config = foundation.services.config.a2aServer;
  const reached = config.publicUrl === undefined ? config.host : hostOf(new URL(config.publicUrl));
  if (!config.token && !(isLoopbackHost(config.host) && isLoopbackHost(reached)))
    throw tokenRequired(reached);
  let fetch: (request: Request, bindings: object) => Response | Promise<Response> = NOT_YET;
  const server = createAdaptorServer({ fetch: (request, bindings) => fetch(request, bindings) });
  const port = await listen(server, config);
  const url = config.publicUrl ?? `http://${hostInUrl(config.host)}:${port}`;
  const hosts = agents(url).map((agent) => hostAgent(agent, foundation));
  let closing = false;
  const app = a2aApp(
    hosts.map(({ agent, handler }) => ({ ...agent, handler: shielded(handler, foundation.log) })),
    guardOptions(foundation, () => closing),
  );
  fetch = app.fetch;
  await recover(hosts, foundation);
  const timer = setInterval(() => void recover(hosts, foundation), RECOVER_EVERY_MS);
  return {
    url,
    followers: () => hosts.reduce((sum, { handler }) => sum + handler.followers, 0),
    async close() {
      closing = true;
      clearInterval(timer);
      await Promise.all(hosts.map(({ executor }) => executor.drain()));
      for (const { handler } of hosts) handler.close();
      await closeServer(server);
      await Promise.all(hosts.map(({ pushSender }) => pushSender.close(PUSH_GRACE_MS)));
    },
  };
}

function guardOptions({ services }: Foundation, isClosing: () => boolean): GuardOptions {
  const { a2aServer: config } = services.config;
  return {
    token: config.token,
    hosts: hostNames(config),
    requestsPerMinute: config.requestsPerMinute,
    maxBodyBytes: config.maxBodyBytes,
    clock: services.clock,
    onAuthFailure: () => services.metrics.authFailures.inc(),
    isClosing,
  };
}

/** Names a client may ask for; undefined = any, where the server is on every interface and has no public name. */
function hostNames({ host, publicUrl }: A2aServerConfig): ReadonlySet<string> | undefined {
  if (ANY_HOST.has(host) && publicUrl === undefined) return undefined;
  const own = [...OWN_NAMES, host].map(hostInUrl);
  return new Set(publicUrl === undefined ? own : [...own, new URL(publicUrl).hostname]);
}

function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** What one agent has left unreadable keeps no other from going on. */
async function recover(hosts: readonly AgentHost[], { log }: Foundation): Promise<void> {
  for (const { agent, handler, pushSender } of hosts) {
    try {
      await handler.recover();
      await pushSender.recover();
    } catch (error) {
      log.error({ err: error, agent: agent.id }, "tasks that were left can't be looked for");
    }
  }
}

async function listen(server: ServerType, { host, port }: A2aServerConfig): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new GenesisError("A2A_PORT_UNUSABLE", `The server can't listen on ${host}:${port}.`, {
      hint: "Choose another with --port, or GENESIS_A2A_PORT.",
      category: "system",
      cause,
    });
  }
  return (server.address() as AddressInfo).port;
}

/** Streams have ended by now; what is left are connections that wait for another request. */
async function closeServer(server: ServerType): Promise<void> {
  const closed = once(server, "close");
  server.close();
  const timer = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), 1_000);
  if ("closeIdleConnections" in server) server.closeIdleConnections();
  await closed;
  clearTimeout(timer);
}

function tokenRequired(host: string): GenesisError {
  return new GenesisError(
    "A2A_TOKEN_REQUIRED",
    `Others than this machine could reach ${host} without a token.`,
    {
      hint: "Set GENESIS_A2A_TOKEN, or serve this machine alone: --host 127.0.0.1, and no GENESIS_A2A_PUBLIC_URL.",
    },
  );
}
