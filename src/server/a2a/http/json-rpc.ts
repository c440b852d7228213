import { A2A_ERROR_CODE, A2AError, RequestMalformedError, toJsonRpcError } from "@a2a-js/sdk/errors";
import { type A2ARequestHandler, JsonRpcTransportHandler } from "@a2a-js/sdk/server";
import { Hono } from "hono";
import { z } from "zod";
import { clientIsGone } from "../client-gone.ts";
import { jsonBody } from "./body.ts";
import { callContext } from "./call-context.ts";
import { eventStream } from "./event-stream.ts";

const RequestSchema = z.looseObject({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.string(), z.int(), z.null()]).optional(),
  method: z.string().min(1),
  params: z.record(z.string(), z.unknown()).optional(),
});

/** The JSON-RPC 2.0 binding of an agent. */
export function jsonRpcRoutes(handler: A2ARequestHandler): Hono {
  const transport = new JsonRpcTransportHandler(handler);
  return new Hono({ strict: false }).post("/", async (c) => {
    let id: string | number | null = null;
    const failed = (error: unknown) => ({ jsonrpc: "2.0", id, error: errorOf(error) });
    try {
      const request = RequestSchema.safeParse(await jsonBody(c));
      if (!request.success) throw new InvalidRequest();
      id = request.data.id ?? null;
      refuseTenant(request.data.params);
      const context = await callContext(c, handler, "JSONRPC");
      const answer = await transport.handle(request.data, context);
      if (!(Symbol.asyncIterator in answer)) return c.json(answer);
      const onGone = () => clientIsGone(context);
      return await eventStream(answer, { json: (item) => item, errorJson: failed, onGone });
    } catch (error) {
      return c.json(failed(error));
    }
  });
}

/** A JSON that is no request. */
class InvalidRequest extends Error {}

function errorOf(error: unknown): unknown {
  if (error instanceof SyntaxError) {
    return { code: A2A_ERROR_CODE.PARSE_ERROR, message: "The request is no JSON." };
  }
  if (error instanceof InvalidRequest) {
    return { code: A2A_ERROR_CODE.INVALID_REQUEST, message: "The JSON is no JSON-RPC 2.0 request." };
  }
  return toJsonRpcError(error instanceof A2AError ? error : new A2AError("The server failed at it."));
}

/** A client that believes to be apart from others must not be mistaken. */
export function refuseTenant(params: unknown): void {
  const tenant = (params as { tenant?: unknown } | undefined)?.tenant;
  if (tenant !== undefined && tenant !== "") throw new RequestMalformedError("This server has no tenants.");
}
