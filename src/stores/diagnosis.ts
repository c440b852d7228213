import { GenesisError, type GenesisErrorOptions } from "../state/errors.ts";

/** What may be the matter with a database; `what` completes "The database x ...". */
export type Diagnosis = readonly [code: string, what: string, options: Omit<GenesisErrorOptions, "cause">];

export const CLOSED: Diagnosis = [
  "STORE_CLOSED",
  "is closed",
  { category: "system", hint: "Open the stores again; this connection was closed earlier." },
];

/** The coded error of a diagnosis; without one it is a failure nobody has foreseen. */
export function storeError(diagnosis: Diagnosis | undefined, where: string, cause?: unknown): GenesisError {
  if (diagnosis !== undefined) {
    const [code, what, options] = diagnosis;
    return new GenesisError(code, `The database ${where} ${what}.`, { ...options, cause });
  }
  return new GenesisError("STORE_FAILED", `The database ${where} failed: ${messageOf(cause)}`, {
    category: "system",
    hint: "This is a defect; please report it with the log.",
    cause,
  });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
