import { A2A_CONTENT_TYPE } from "@a2a-js/sdk";
import { ContentTypeNotSupportedError, RequestMalformedError } from "@a2a-js/sdk/errors";
import type { Context } from "hono";
import { JsonDepth } from "../../../tools/net/json-depth.ts";

const MAX_DEPTH = 64;

/** The JSON of a request. Throws ContentTypeNotSupportedError, SyntaxError, RequestMalformedError. */
export async function jsonBody(c: Context): Promise<unknown> {
  const type = c.req.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== undefined && type !== "application/json" && type !== A2A_CONTENT_TYPE) {
    throw new ContentTypeNotSupportedError(`Unsupported Content-Type "${type}"; send ${A2A_CONTENT_TYPE}.`);
  }
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  if (new JsonDepth().take(bytes) > MAX_DEPTH)
    throw new RequestMalformedError(`The JSON is deeper than ${MAX_DEPTH} levels.`);
  return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
}
