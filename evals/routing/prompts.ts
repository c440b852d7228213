import { readFile } from "node:fs/promises";
import { z } from "zod";
import { EvalUsageError } from "../report.ts";
import type { RoutedPrompt } from "./metrics.ts";

/** Other fields are allowed and not looked at: `domain` would give the subject away. */
const LineSchema = z.object({
  prompt: z.string(),
  weak: z.number().min(0).max(1),
  strong: z.number().min(0).max(1),
});

/** Reads prompts from JSON lines. Throws EvalUsageError naming file and line. */
export async function readPrompts(files: readonly string[]): Promise<RoutedPrompt[]> {
  const prompts: RoutedPrompt[] = [];
  for (const file of files) {
    const text = await readFile(file, "utf8").catch((cause: Error) => {
      throw new EvalUsageError(`${file}: ${cause.message}`);
    });
    for (const [index, line] of text.split("\n").entries()) {
      if (line.trim()) prompts.push(parseLine(line, `${file}:${index + 1}`));
    }
  }
  if (prompts.length === 0) throw new EvalUsageError(`${files.join(", ")}: no prompts`);
  return prompts;
}

function parseLine(line: string, where: string): RoutedPrompt {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new EvalUsageError(`${where}: ${(cause as Error).message}`);
  }
  const parsed = LineSchema.safeParse(value);
  if (!parsed.success) throw new EvalUsageError(`${where}: ${z.prettifyError(parsed.error)}`);
  const { prompt, weak, strong } = parsed.data;
  return { prompt, weak, strong };
}
