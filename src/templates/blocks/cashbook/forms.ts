import { z } from "zod";
import { field, parseCsv } from "../../kit/index.ts";
import { proposeCategory } from "./figures.ts";
import type { NewEntry } from "./store.ts";

const DIRECTIONS = ["out", "in"] as const;
const MAX_LINES = 2_000;

const day = z.iso.date("A day like 2026-01-31, please.");
const amount = field.price(100_000_000_000).refine((cents) => cents > 0, "More than nothing, please.");

export const EntryForm = z.object({
  day,
  what: field.line(120),
  amount,
  direction: field.choice(DIRECTIONS),
  category: field.optional(40),
});

/** An entry as its form has it; without a category, the one proposed. */
export function entryOf(
  { direction, amount: cents, category, ...rest }: z.infer<typeof EntryForm>,
  before: readonly NewEntry[],
): NewEntry {
  const entry = { ...rest, cents: direction === "in" ? cents : -cents };
  return { ...entry, category: category || proposeCategory(before, entry) };
}

/** Reads lines of "day, what, amount" with an optional category; an amount below nothing went out. A text says what is wrong. */
export function readLines(text: string, before: readonly NewEntry[]): NewEntry[] | string {
  let file: ReturnType<typeof parseCsv>;
  try {
    file = parseCsv(text);
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
  const names = file.head.map((name) => name.toLowerCase());
  const at = (name: string) => names.indexOf(name);
  if (["day", "what", "amount"].some((name) => at(name) === -1)) {
    return 'The first line names the columns: "day,what,amount", and "category" if you like.';
  }
  if (file.lines.length === 0) return "Below the names of the columns there are no lines.";
  if (file.lines.length > MAX_LINES) return `At most ${MAX_LINES} lines at a time, please.`;
  const entries: NewEntry[] = [];
  for (const { line, cells } of file.lines) {
    const cell = (name: string) => cells[at(name)] ?? "";
    const given = cell("amount").replace(/^\+/, "");
    const parsed = EntryForm.safeParse({
      ...{ day: cell("day"), what: cell("what"), amount: given.replace(/^-/, "") },
      ...{ direction: given.startsWith("-") ? "out" : "in", category: cell("category") },
    });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return `Line ${line}, ${String(issue?.path[0] ?? "line")}: ${issue?.message ?? "This can't be read."} Nothing came in.`;
    }
    entries.push(entryOf(parsed.data, [...entries].reverse().concat(before)));
  }
  return entries;
}
