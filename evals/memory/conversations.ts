import { readFile } from "node:fs/promises";
import { z } from "zod";
import { dayOf } from "../../src/stores/retrieval/dates.ts";
import type { RetrievalDocument } from "../../src/stores/retrieval/document.ts";
import { EvalUsageError } from "../report.ts";

const Id = z.union([z.string(), z.number()]).transform(String);
const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);

/** One line of a file. Fields that are not named here are ignored. */
const Conversation = z.object({
  id: Id,
  turns: z.array(z.object({ id: Id, speaker: Text, text: Text, date: Text })).min(1),
  questions: z.array(
    z.object({
      question: z.string(),
      evidence: z
        .array(Id)
        .nullish()
        .transform((ids) => ids ?? []),
      category: Id.nullish().transform((category) => category ?? "none"),
    }),
  ),
});
export type Conversation = z.infer<typeof Conversation>;

/** The conversations of JSON Lines files. Throws EvalUsageError with file and line for what can't be read. */
export async function readConversations(files: readonly string[]): Promise<Conversation[]> {
  const read = await Promise.all(files.map(readConversationFile));
  return read.flat();
}

async function readConversationFile(file: string): Promise<Conversation[]> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new EvalUsageError(`can't read ${file}: ${error.message}`);
  });
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return [parseConversation(line)];
    } catch (error) {
      throw new EvalUsageError(
        `${file}:${index + 1}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  });
}

/** Throws an Error that says what is wrong with the line. */
export function parseConversation(line: string): Conversation {
  const parsed = Conversation.safeParse(JSON.parse(line));
  if (!parsed.success) {
    throw new Error(
      parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
    );
  }
  return parsed.data;
}

/** The turns as documents; those of one session are a group. */
export function asDocuments({ turns }: Pick<Conversation, "turns">): RetrievalDocument[] {
  return turns.map(({ id, speaker, text = "", date }) => ({
    id,
    text,
    ...(speaker !== undefined && { author: speaker }),
    ...(date !== undefined && { date }),
    group: sessionOf(id, date),
  }));
}

/** The turns of one day are a session; without dates those whose ids begin alike: `D1:3` -> `D1`. */
function sessionOf(id: string, date: string | undefined): string {
  const prefix = () => /^(.+)[^\p{L}\p{N}]\d+$/u.exec(id)?.[1];
  return dayOf(date)?.toString() ?? date ?? prefix() ?? "";
}
