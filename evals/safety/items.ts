import { readFileSync } from "node:fs";
import { z } from "zod";
import { EvalUsageError } from "../report.ts";

const ItemSchema = z.object({
  id: z.string(),
  text: z.string(),
  label: z.enum(["safe", "unsafe", "neutral"]),
  category: z.string().nullish(),
  source: z.string(),
});

/** A text whose harm is known. */
export interface Item {
  readonly text: string;
  readonly label: "safe" | "unsafe";
  readonly category: string;
  readonly source: string;
}

/** The lines of a file; neutral ones can't be decided from the text alone and are left out. */
export function readItems(path: string): Item[] {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    throw new EvalUsageError(`${path} can't be read: ${(error as Error).message}`);
  }
  return content
    .split("\n")
    .flatMap((line, index) => (line.trim() === "" ? [] : parseLine(line, path, index + 1)));
}

function parseLine(line: string, path: string, number: number): Item[] {
  const parsed = ItemSchema.safeParse(jsonOf(line));
  if (!parsed.success) throw new EvalUsageError(`${path}:${number}: ${z.prettifyError(parsed.error)}`);
  const { text, label, category, source } = parsed.data;
  return label === "neutral" ? [] : [{ text, label, category: category ?? "", source }];
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Reported with file and line by the schema: undefined is no item.
    return undefined;
  }
}
