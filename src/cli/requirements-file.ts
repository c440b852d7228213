import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { type RequirementsInput, RequirementsInputSchema } from "../state/business.ts";
import { GenesisError } from "../state/errors.ts";

/** More than any valid requirements can take. */
const MAX_BYTES = 2_000_000;

/**
 * Reads and checks a requirements file; `-` is standard input. Throws REQUIREMENTS_UNREADABLE or
 * REQUIREMENTS_INVALID.
 */
export async function readRequirements(
  path: string,
  standardInput: AsyncIterable<unknown> = process.stdin,
): Promise<RequirementsInput> {
  const content = path === "-" ? await readStream(standardInput, path) : await readBounded(path);
  const parsed = RequirementsInputSchema.safeParse(parseJson(content, path));
  if (parsed.success) return parsed.data;
  throw invalid(`${name(path)} does not hold valid requirements:\n${z.prettifyError(parsed.error)}`);
}

async function readBounded(path: string): Promise<string> {
  try {
    const file = await stat(path);
    // A pipe or device has no size to check beforehand, and a folder no content.
    if (file.isDirectory()) throw unreadable(path, "it is a folder");
    if (!file.isFile()) return await readStream(createReadStream(path), path);
    if (file.size > MAX_BYTES) throw tooLarge(path);
    return await readFile(path, "utf8");
  } catch (cause) {
    if (GenesisError.isInstance(cause)) throw cause;
    throw unreadable(path, (cause as Error).message, cause);
  }
}

/** Never holds more than the limit, however much is piped in. */
async function readStream(stream: AsyncIterable<unknown>, path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk as Uint8Array));
    size += chunks.at(-1)?.length ?? 0;
    if (size > MAX_BYTES) throw tooLarge(path);
  }
  return Buffer.concat(chunks).toString("utf8");
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

function unreadable(path: string, why: string, cause?: unknown): GenesisError {
  return new GenesisError("REQUIREMENTS_UNREADABLE", `${path} can't be read: ${why}`, {
    hint: "Check the path and its permissions.",
    cause,
  });
}

function tooLarge(path: string): GenesisError {
  return invalid(`${name(path)} is larger than ${MAX_BYTES / 1_000_000} MB.`);
}

function invalid(message: string, cause?: unknown): GenesisError {
  return new GenesisError("REQUIREMENTS_INVALID", message, {
    hint: "Correct the fields named; docs/contracts.md shows a whole example.",
    cause,
  });
}
