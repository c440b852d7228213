import { readFile, stat } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { type RequirementsInput, RequirementsInputSchema } from "../state/business.ts";
import { GenesisError } from "../state/errors.ts";

/** More than any valid requirements can take. */
const MAX_BYTES = 2_000_000;

/** Reads and checks a requirements file; `-` is standard input. */
export async function readRequirements(path: string): Promise<RequirementsInput> {
  const content = path === "-" ? await text(process.stdin) : await readBounded(path);
  const parsed = RequirementsInputSchema.safeParse(parseJson(content, path));
  if (parsed.success) return parsed.data;
  throw invalid(`${name(path)} does not hold valid requirements:\n${z.prettifyError(parsed.error)}`);
}

async function readBounded(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw invalid(`${path} is larger than ${MAX_BYTES / 1_000_000} MB.`);
    return await readFile(path, "utf8");
  } catch (cause) {
    if (GenesisError.isInstance(cause)) throw cause;
    throw new GenesisError("REQUIREMENTS_UNREADABLE", `${path} can't be read: ${(cause as Error).message}`, {
      hint: "Check the path and its permissions.",
      cause,
    });
  }
}

function parseJson(content: string, path: string): unknown {
  try {
    // A byte order mark, as some editors write it, is not part of the JSON.
    return JSON.parse(content.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw invalid(`${name(path)} is not valid JSON: ${(cause as Error).message}`, cause);
  }
}

function name(path: string): string {
  return path === "-" ? "Standard input" : path;
}

function invalid(message: string, cause?: unknown): GenesisError {
  return new GenesisError("REQUIREMENTS_INVALID", message, {
    hint: "Correct the fields named; docs/contracts.md shows a whole example.",
    cause,
  });
}
