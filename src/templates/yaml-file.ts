import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { GenesisError } from "../state/errors.ts";

/** Reads a YAML or JSON file and checks it. Throws ARCHETYPE_INVALID with file, field and reason. */
export function readDataFile<T>(path: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw invalidData(`${path} can't be read: ${(cause as Error).message}`, cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidData(`${path} is invalid:\n${z.prettifyError(parsed.error)}`);
}

export function invalidData(message: string, cause?: unknown): GenesisError {
  return new GenesisError("ARCHETYPE_INVALID", message, {
    hint: "Correct the file; docs/archetypes.md describes its fields.",
    cause,
  });
}
