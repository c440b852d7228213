import { createHash, timingSafeEqual } from "node:crypto";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import type { Secret } from "../../../config/secret.ts";
import type { Clock } from "../../../state/clock.ts";
import { RateLimit } from "./rate-limit.ts";

export interface GuardOptions {
  readonly token: Secret | undefined;
  /** Names under which the server is reached, without port; undefined = any (a token is needed then). */
  readonly hosts: ReadonlySet<string> | undefined;
  readonly requestsPerMinute: number;
  readonly maxBodyBytes: number;
  readonly clock: Clock;
  readonly onAuthFailure: () => void;
  /** True when nothing new is taken. */
  readonly isClosing: () => boolean;
}

/** What every request has to pass before anything is read of it. */
export function guards(options: GuardOptions): MiddlewareHandler[] {
  const { maxBodyBytes, hosts } = options;
  return [
    secureHeaders({ referrerPolicy: "no-referrer", xFrameOptions: "DENY" }),
    async (c, next) => {
      if (options.isClosing()) return refusal(c, 503, "UNAVAILABLE", "The server is stopping.");
      if (!isOwnHost(c, hosts))
        return refusal(c, 403, "PERMISSION_DENIED", "The Host is not one of this server.");
      // Programs send no Origin; a page of somebody else's in a browser does.
      if (c.req.header("origin") !== undefined)
        return refusal(c, 403, "PERMISSION_DENIED", "Requests from web pages are not taken.");
      await next();
    },
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (c) => refusal(c, 413, "INVALID_ARGUMENT", `The body is larger than ${maxBodyBytes} bytes.`),
    }),
  ];
}

/** What requests that are for somebody have to pass besides; cards are for everybody. */
export function clientGuards(options: GuardOptions): MiddlewareHandler {
  const limit = new RateLimit(options.requestsPerMinute, options.clock);
  return async (c, next) => {
    const wait = limit.take(addressOf(c));
    if (wait > 0) {
      c.header("Retry-After", String(wait));
      return refusal(c, 429, "RESOURCE_EXHAUSTED", "Too many requests.");
    }
    if (options.token && !shows(c, options.token)) {
      options.onAuthFailure();
      c.header("WWW-Authenticate", 'Bearer realm="genesis"');
      return refusal(c, 401, "UNAUTHENTICATED", "A valid bearer token is needed.");
    }
    await next();
  };
}

function shows(c: Context, token: Secret): boolean {
  const [, given = ""] = /^Bearer +(\S+) *$/i.exec(c.req.header("authorization") ?? "") ?? [];
  // Digests have one length, and comparing them takes one time.
  return timingSafeEqual(sha256(given), sha256(token.reveal()));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function isOwnHost(c: Context, hosts: ReadonlySet<string> | undefined): boolean {
  if (hosts === undefined) return true;
  const host = c.req.header("host") ?? "";
  return URL.canParse(`http://${host}`) && hosts.has(new URL(`http://${host}`).hostname);
}

function addressOf(c: Context): string {
  return getConnInfo(c).remote.address ?? "unknown";
}

function refusal(c: Context, code: 401 | 403 | 413 | 429 | 503, status: string, message: string): Response {
  return c.json({ error: { code, status, message, details: [] } }, code);
}
