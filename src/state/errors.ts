/**
 * The one error type of Genesis: a stable code, what happened, and what to do about it.
 * Everything a user may see is one of these; anything else is a defect.
 */

export type ErrorCategory = "user" | "system" | "third_party" | "budget" | "safety";

/** The JSON form of an error: what results, events and `--json` output carry. */
export interface ErrorInfo {
  code: string;
  category: ErrorCategory;
  message: string;
  hint: string;
  retryable: boolean;
}

export interface GenesisErrorOptions {
  hint: string;
  category?: ErrorCategory;
  retryable?: boolean;
  cause?: unknown;
}

export class GenesisError extends Error {
  override readonly name = "GenesisError";
  /** Stable, SCREAMING_SNAKE_CASE; what scripts and tests look at. */
  readonly code: string;
  readonly category: ErrorCategory;
  readonly hint: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: GenesisErrorOptions) {
    super(message, { cause: options.cause });
    this.code = code;
    this.category = options.category ?? "user";
    this.hint = options.hint;
    this.retryable = options.retryable ?? false;
  }

  /** True for errors of any copy of this class, also across realms and duplicated packages. */
  static isInstance(error: unknown): error is GenesisError {
    return error instanceof Error && error.name === "GenesisError" && "code" in error && "hint" in error;
  }

  toJSON(): ErrorInfo {
    const { code, category, message, hint, retryable } = this;
    return { code, category, message, hint, retryable };
  }
}

/** Turns whatever was thrown into an `ErrorInfo`; unknown errors become `UNEXPECTED` without a stack trace. */
export function toErrorInfo(error: unknown): ErrorInfo {
  if (GenesisError.isInstance(error)) return error.toJSON();
  return {
    code: "UNEXPECTED",
    category: "system",
    message: error instanceof Error ? error.message : String(error),
    hint: "Run again with GENESIS_LOG_LEVEL=debug; if it persists, report it with the log.",
    retryable: false,
  };
}
