import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { GenesisError } from "../state/errors.ts";

/** The coded error of what is wrong with a data file. */
type Invalid = (message: string, cause?: unknown) => GenesisError;

const DATA_FILE = /\.(?:ya?ml|json)$/;

/** Reads a YAML or JSON file and checks it. Throws `invalid`, ARCHETYPE_INVALID by default, with file, field and reason. */
export function readDataFile<T>(path: string, schema: z.ZodType<T>, invalid: Invalid = invalidData): T {
  let value: unknown;
  try {
    value = parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw invalid(`${path} can't be read: ${(cause as Error).message}`, cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(`${path} is invalid:\n${z.prettifyError(parsed.error)}`);
}

/** The paths of a folder's YAML and JSON files, by name. Throws `invalid`, ARCHETYPE_INVALID by default. */
export function dataFiles(folder: string, invalid: Invalid = invalidData): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => DATA_FILE.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch (cause) {
    throw invalid(`The folder ${folder} can't be read: ${(cause as Error).message}`, cause);
  }
}

export function invalidData(message: string, cause?: unknown): GenesisError {
  return new GenesisError("ARCHETYPE_INVALID", message, {
    hint: "Correct the file; docs/archetypes.md describes its fields.",
    cause,
  });
}
