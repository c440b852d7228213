import { GenesisError } from "../../state/errors.ts";
import { type Diagnosis, messageOf, storeError } from "../diagnosis.ts";

const BUSY: Diagnosis = [
  "STORE_BUSY",
  "is locked by another process",
  {
    category: "system",
    retryable: true,
    hint: "Try again; if it lasts, look for a hanging genesis process.",
  },
];
const READ_ONLY: Diagnosis = [
  "STORE_READ_ONLY",
  "cannot be written",
  { category: "user", hint: "Make the file and its folder writable, or point GENESIS_HOME elsewhere." },
];
const CORRUPT: Diagnosis = [
  "STORE_CORRUPT",
  "is damaged or is no Genesis database",
  { category: "system", hint: "Move the file away and restore a backup; a new one is then created." },
];
const FULL: Diagnosis = [
  "STORE_UNAVAILABLE",
  "cannot grow: the disk is full",
  {
    category: "system",
    retryable: true,
    hint: "Free some disk space and resume; nothing half-written is kept.",
  },
];
const UNAVAILABLE: Diagnosis = [
  "STORE_UNAVAILABLE",
  "cannot be opened or read",
  { category: "system", hint: "Check that the folder exists, is a folder, and that you may use it." },
];

/** By SQLite's primary result code (the low byte of the extended one). */
const BY_RESULT_CODE: Readonly<Record<number, Diagnosis>> = {
  3: UNAVAILABLE,
  5: BUSY,
  6: BUSY,
  8: READ_ONLY,
  10: UNAVAILABLE,
  11: CORRUPT,
  13: FULL,
  14: UNAVAILABLE,
  23: UNAVAILABLE,
  26: CORRUPT,
};

const BY_SYSTEM_CODE: Readonly<Record<string, Diagnosis>> = {
  ENOENT: UNAVAILABLE,
  EACCES: UNAVAILABLE,
  EPERM: UNAVAILABLE,
  ENOTDIR: UNAVAILABLE,
  EEXIST: UNAVAILABLE,
  ENOSPC: FULL,
  EROFS: READ_ONLY,
};

/** The coded form of whatever SQLite or the file system threw; anything unknown becomes STORE_FAILED. */
export function sqliteError(error: unknown, path: string): GenesisError {
  if (GenesisError.isInstance(error)) return error;
  return describe(diagnose(error), error, path);
}

/** For a file or folder that may be read but not written. */
export function readOnlyError(error: unknown, path: string): GenesisError {
  return describe(READ_ONLY, error, path);
}

/** For a database in which damage was found. */
export function corruptError(finding: string, path: string): GenesisError {
  return describe(CORRUPT, finding, path);
}

function diagnose(error: unknown): Diagnosis | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("errcode" in error && typeof error.errcode === "number") return BY_RESULT_CODE[error.errcode & 0xff];
  if ("code" in error && typeof error.code === "string") return BY_SYSTEM_CODE[error.code];
  return undefined;
}

/** With SQLite's own words, which name the cause more exactly. */
function describe(diagnosis: Diagnosis | undefined, error: unknown, path: string): GenesisError {
  if (diagnosis === undefined) return storeError(undefined, path, error);
  const [code, what, options] = diagnosis;
  return storeError([code, `${what} (${messageOf(error)})`, options], path, error);
}
