import { A2A_CONTENT_TYPE } from "@a2a-js/sdk";
import { ContentTypeNotSupportedError, RequestMalformedError } from "@a2a-js/sdk/errors";
import type { Context } from "hono";

const MAX_DEPTH = 64;

/** The JSON of a request. Throws ContentTypeNotSupportedError, SyntaxError, RequestMalformedError. */
export async function jsonBody(c: Context): Promise<unknown> {
  const type = c.req.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== undefined && type !== "application/json" && type !== A2A_CONTENT_TYPE) {
    throw new ContentTypeNotSupportedError(`Unsupported Content-Type "${type}"; send ${A2A_CONTENT_TYPE}.`);
  }
  const text = await c.req.text();
  if (depthOf(text) > MAX_DEPTH)
    throw new RequestMalformedError(`The JSON is deeper than ${MAX_DEPTH} levels.`);
  return JSON.parse(text) as unknown;
}

/** How deep a JSON text goes; what walks values by recursion must not meet one without an end. */
export function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (inText) {
      if (character === "\\") at += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === "{" || character === "[") deepest = Math.max(deepest, ++depth);
    else if (character === "}" || character === "]") depth -= 1;
  }
  return deepest;
}
