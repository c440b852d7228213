import { A2A_VERSION_HEADER, Extensions, HTTP_EXTENSION_HEADER } from "@a2a-js/sdk";
import { type A2ARequestHandler, ServerCallContext, type User, validateVersion } from "@a2a-js/sdk/server";
import type { Context } from "hono";
import { callState } from "../client-gone.ts";

/** Whoever got past the guards: with the token, or on this machine where none is set. */
const CLIENT: User = { isAuthenticated: true, userName: "client" };

/** Who asks, and in which version. Throws VersionNotSupportedError. */
export async function callContext(
  c: Context,
  handler: A2ARequestHandler,
  binding: "JSONRPC" | "HTTP+JSON",
): Promise<ServerCallContext> {
  const extensions = Extensions.parseServiceParameter(c.req.header(HTTP_EXTENSION_HEADER));
  const version = c.req.header(A2A_VERSION_HEADER) ?? c.req.query(A2A_VERSION_HEADER);
  const context = new ServerCallContext({
    user: CLIENT,
    requestedExtensions: extensions,
    state: callState(),
    ...(version && { requestedVersion: version }),
  });
  validateVersion(context.requestedVersion, await handler.getAgentCard(), binding);
  return context;
}
