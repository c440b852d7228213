import { z } from "zod";
import type { ChatReply } from "./chat-client.ts";

export type ParsedReply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

const MAX_PROBLEMS = 10;

/** The JSON Schema a model is given. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { target: "draft-7" });
}

/** Reads a reply against the schema; `problem` tells the model what to correct. Never throws. */
export function parseReply<T>({ content, truncated }: ChatReply, schema: z.ZodType<T>): ParsedReply<T> {
  if (truncated) return { ok: false, problem: "The reply was cut off by the length limit; make it shorter." };
  let json: unknown;
  try {
    json = JSON.parse(withoutFence(content));
  } catch (error) {
    return { ok: false, problem: `The reply is not valid JSON: ${(error as Error).message}` };
  }
  const parsed = schema.safeParse(json);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, problem: `The reply does not match the schema:\n${describe(parsed.error)}` };
}

function describe({ issues }: z.ZodError): string {
  const lines = issues
    .slice(0, MAX_PROBLEMS)
    .map(({ path, message }) => `- ${path.join(".") || "(root)"}: ${message}`);
  return issues.length > MAX_PROBLEMS
    ? [...lines, `- and ${issues.length - MAX_PROBLEMS} more`].join("\n")
    : lines.join("\n");
}

/** Models like to wrap JSON in a Markdown code block, even when told not to. */
function withoutFence(content: string): string {
  const fenced = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/i.exec(content);
  return fenced?.[1] ?? content;
}
