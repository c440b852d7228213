import { GenesisError } from "../state/errors.ts";
import { redactText } from "../telemetry/redact.ts";

/** What can go wrong with a model call. */
export type LlmErrorCode =
  | "LLM_UNAVAILABLE"
  | "LLM_TIMEOUT"
  | "LLM_QUOTA"
  | "LLM_AUTH"
  | "LLM_INVALID_OUTPUT"
  | "LLM_REFUSED_REQUEST";

const HINTS: Readonly<Record<LlmErrorCode, string>> = {
  LLM_UNAVAILABLE: "Try again later; check OPENAI_BASE_URL and the provider's status page.",
  LLM_TIMEOUT: "Try again, or raise GENESIS_LLM_TIMEOUT_SECONDS.",
  LLM_QUOTA: "The account has no credit left: add credit or use another key.",
  LLM_AUTH: "Check OPENAI_API_KEY and what it may do.",
  LLM_INVALID_OUTPUT: "Try again, or name a more capable model in GENESIS_MODEL.",
  LLM_REFUSED_REQUEST: "Check GENESIS_MODEL and reword the request; sending the same again will not help.",
};

const RETRYABLE: ReadonlySet<LlmErrorCode> = new Set([
  "LLM_UNAVAILABLE",
  "LLM_TIMEOUT",
  "LLM_INVALID_OUTPUT",
]);

/** Longest part of a provider's message that is passed on, in characters. */
const MAX_DETAIL = 300;

/** An error of the model or its provider. `message` must be free of credentials. */
export function llmError(code: LlmErrorCode, message: string): GenesisError {
  return new GenesisError(code, message, {
    category: "third_party",
    hint: HINTS[code],
    retryable: RETRYABLE.has(code),
  });
}

/** A failed HTTP exchange: the error to report, and whether the same request may be sent again at once. */
export interface Fault {
  readonly error: GenesisError;
  readonly transient: boolean;
  /** The provider certainly did no work for it: it answered with an error, or was never reached. */
  readonly free: boolean;
  /** The pause the provider asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/**
 * Classifies what the OpenAI client threw. Only transport faults, rate limits and server errors are transient.
 * The thrown error itself is not kept: providers echo keys in their messages.
 */
export function classifyFault(thrown: unknown, scrub: (text: string) => string): Fault {
  const { status, code, type, headers } = httpFields(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const free = status !== undefined || neverReached(thrown);
  // The troubleshooting link LangChain appends says nothing about this failure.
  const detail = scrub(message.replace(/\s*Troubleshooting URL:.*$/s, "")).slice(0, MAX_DETAIL);
  const permanent = (name: LlmErrorCode, message: string): Fault => ({
    error: llmError(name, message),
    transient: false,
    free,
    retryAfterMs: undefined,
  });
  const transient = (message: string): Fault => ({
    error: llmError("LLM_UNAVAILABLE", message),
    transient: true,
    free,
    retryAfterMs: retryAfter(headers),
  });
  if (thrown instanceof Error && thrown.name === "ContextOverflowError") {
    return permanent("LLM_REFUSED_REQUEST", "The request is longer than the model can read.");
  }
  if (status === undefined) return transient(`The model's server can't be reached: ${detail}`);
  if (status === 401 || status === 403) {
    return permanent("LLM_AUTH", `The model's server refused the key (HTTP ${status}).`);
  }
  if (status === 402 || code === "insufficient_quota" || type === "insufficient_quota") {
    return permanent("LLM_QUOTA", `The quota of the model account is used up (HTTP ${status}).`);
  }
  if (status === 429) return transient("The model's server limits the rate of requests (HTTP 429).");
  if (status >= 500) return transient(`The model's server failed (HTTP ${status}): ${detail}`);
  if (status === 408) return permanent("LLM_TIMEOUT", "The model's server gave up waiting (HTTP 408).");
  return permanent(
    "LLM_REFUSED_REQUEST",
    `The model's server refused the request (HTTP ${status}): ${detail}`,
  );
}

/** Removes the key itself and everything that has the shape of a credential. */
export function scrubber(key: string): (text: string) => string {
  return (text) => redactText(text.replaceAll(key, "[redacted]"));
}

const NEVER_REACHED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
const DEEPEST_CAUSE = 5;

/** A connection that was never made, as opposed to one that broke after the request was sent. */
function neverReached(thrown: unknown): boolean {
  let error: unknown = thrown;
  for (let depth = 0; depth < DEEPEST_CAUSE && error instanceof Error; depth += 1) {
    if ("code" in error && typeof error.code === "string" && NEVER_REACHED.has(error.code)) return true;
    error = error.cause;
  }
  return false;
}

interface HttpFields {
  status: number | undefined;
  code: unknown;
  type: unknown;
  headers: unknown;
}

function httpFields(thrown: unknown): HttpFields {
  const fields = (typeof thrown === "object" && thrown !== null ? thrown : {}) as Record<string, unknown>;
  const { status, code, type, headers } = fields;
  return { status: typeof status === "number" ? status : undefined, code, type, headers };
}

function retryAfter(headers: unknown): number | undefined {
  const value = headers instanceof Headers ? headers.get("retry-after") : null;
  const seconds = value === null || value.trim() === "" ? Number.NaN : Number(value);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}
