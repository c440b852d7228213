import { AgentCard } from "@a2a-js/sdk";
import type { A2ARequestHandler } from "@a2a-js/sdk/server";
import { Hono } from "hono";
import { etag } from "hono/etag";
import { clientGuards, type GuardOptions, guards } from "./guards.ts";
import { jsonRpcRoutes } from "./json-rpc.ts";
import { restRoutes } from "./rest.ts";

export interface ServedAgent {
  /** Of its endpoints, such as /a2a/agents/qa. */
  readonly path: string;
  /** Of its card, before /.well-known. */
  readonly cardPath: string;
  readonly card: AgentCard;
  readonly handler: A2ARequestHandler;
}

/** Seconds that a card may be kept. */
const CARD_MAX_AGE = 300;

/** The agents over HTTP: cards for everybody, both bindings for clients. */
export function a2aApp(agents: readonly ServedAgent[], options: GuardOptions): Hono {
  // Some clients put a slash after the URL of a card.
  const app = new Hono({ strict: false });
  app.use(...guards(options));
  const since = new Date(options.clock.now()).toUTCString();
  for (const { card, cardPath } of agents) {
    const body = JSON.stringify(AgentCard.toJSON(card));
    const headers = {
      "content-type": "application/json",
      "cache-control": `public, max-age=${CARD_MAX_AGE}`,
      "last-modified": since,
    };
    app.get(`${cardPath}/.well-known/agent-card.json`, etag(), () => new Response(body, { headers }));
  }
  app.use("/a2a/*", clientGuards(options));
  for (const { path, handler } of agents) {
    app.route(`${path}/rest`, restRoutes(handler));
    app.route(path, jsonRpcRoutes(handler));
  }
  app.notFound((c) =>
    c.json({ error: { code: 404, status: "NOT_FOUND", message: "There is nothing here." } }, 404),
  );
  return app;
}
