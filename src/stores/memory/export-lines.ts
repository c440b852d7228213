import { z } from "zod";
import { GenesisError } from "../../state/errors.ts";
import { MEMORY_RECORD_SCHEMAS, MEMORY_RECORD_VERSION } from "../../state/memory-record.ts";
import { checkOperation } from "../operations.ts";
import type { ArchivedRecord } from "./archive.ts";
import { isMemory, type MemoryWrite } from "./namespaces.ts";

const LINE_VERSION = 1;
/** Named in an error; a broken file has thousands. */
const MAX_PROBLEMS = 10;

const LineSchema = z.strictObject({
  v: z.int(),
  namespace: z.array(z.string()).min(1),
  key: z.string().min(1),
  value: z.record(z.string(), z.unknown()),
  updated_at: z.iso.datetime().optional(),
});

export function exportLine({ namespace, key, value, updated_at }: ArchivedRecord): string {
  return JSON.stringify({ v: LINE_VERSION, namespace, key, value, updated_at });
}

/** Reads exported lines; blank ones are skipped. Throws MEMORY_IMPORT_INVALID naming every bad line (up to 10). */
export function parseImport(text: string): MemoryWrite[] {
  const problems: string[] = [];
  const writes = text.split("\n").flatMap((line, at) => {
    if (line.trim() === "") return [];
    try {
      return [parseLine(line)];
    } catch (error) {
      problems.push(`line ${at + 1}: ${(error as Error).message}`);
      return [];
    }
  });
  if (problems.length > 0) throw invalid(problems);
  return writes;
}

function parseLine(line: string): MemoryWrite {
  const parsed = LineSchema.safeParse(JSON.parse(line));
  if (!parsed.success) throw new Error(firstProblem(parsed.error));
  const { v, namespace, key, value } = parsed.data;
  if (v > LINE_VERSION) throw new Error(`has version ${v}; this Genesis knows up to ${LINE_VERSION}`);
  if (!isMemory(namespace)) throw new Error(`"${namespace[0]}" is no namespace of memory`);
  checkRecord(value);
  checkOperation({ namespace, key, value });
  return { namespace, key, value };
}

/** Records of our own kinds must be whole; what others have put into the store passes as it is. */
function checkRecord(value: Record<string, unknown>): void {
  const { kind, version } = value;
  if (typeof kind !== "string" || !Object.hasOwn(MEMORY_RECORD_SCHEMAS, kind)) return;
  if (typeof version === "number" && version > MEMORY_RECORD_VERSION) {
    throw new Error(`is a ${kind} of version ${version}; this Genesis knows up to ${MEMORY_RECORD_VERSION}`);
  }
  const schema: z.ZodType = MEMORY_RECORD_SCHEMAS[kind as keyof typeof MEMORY_RECORD_SCHEMAS];
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`is no valid ${kind}: ${firstProblem(parsed.error)}`);
}

function firstProblem({ issues }: z.ZodError): string {
  const [issue] = issues;
  return `${issue?.path.join(".") || "the line"}: ${issue?.message ?? "invalid"}`;
}

function invalid(problems: readonly string[]): GenesisError {
  const named = problems.slice(0, MAX_PROBLEMS);
  const more = problems.length > named.length ? [`and ${problems.length - named.length} more`] : [];
  return new GenesisError(
    "MEMORY_IMPORT_INVALID",
    `Nothing was imported:\n${[...named, ...more].join("\n")}`,
    { hint: "Import what `genesis memory export` wrote, with a Genesis at least as new." },
  );
}
