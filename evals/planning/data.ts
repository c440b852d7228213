import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { SolvedRequest, ToolCatalogue } from "../../src/nodes/decompose-tasks/case-based/catalogue.ts";
import { EvalUsageError } from "../report.ts";

const LinkSchema = z.tuple([z.string(), z.string()]);
const ItemSchema = z.object({
  id: z.string(),
  request: z.string(),
  nodes: z.array(z.string()),
  links: z.array(LinkSchema),
});
const ToolsSchema = z.object({
  tools: z.array(z.object({ id: z.string(), description: z.string().default("") })).min(1),
  links: z.array(LinkSchema).default([]),
});

/** The tools file that belongs to a set of requests unless another is named. */
const TOOLS_FILE = "ultratool.tools.json";

/** Solved requests, one JSON object a line; empty lines are skipped. */
export function readRequests(path: string): SolvedRequest[] {
  return read(path)
    .split("\n")
    .flatMap((line, index) => (line.trim() === "" ? [] : [item(line, `${path}:${index + 1}`)]));
}

/** The tools and allowed links, from `path` or from beside the file with the solved requests. */
export function readTools(path: string | undefined, trainFile: string): ToolCatalogue {
  const file = path ?? join(dirname(trainFile), TOOLS_FILE);
  return checked(ToolsSchema, read(file), file);
}

function item(line: string, place: string): SolvedRequest {
  return checked(ItemSchema, line, place);
}

function checked<T>(schema: z.ZodType<T>, json: string, place: string): T {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new EvalUsageError(`${place}: not JSON: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new EvalUsageError(`${place}: ${z.prettifyError(parsed.error)}`);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new EvalUsageError(`${path} can't be read: ${(error as Error).message}`);
  }
}
