import { GenesisError } from "../../state/errors.ts";
import { redactText } from "../../telemetry/redact.ts";

interface FaultKind {
  readonly hint: string;
  /** Whether the agent may have begun what it was asked; what was surely not begun may be sent again. */
  readonly begun: "no" | "unknown" | "ended";
  /** Whether it says something about the agent's health: five in a row open its breaker. */
  readonly unhealthy?: true;
}

const CARD_HINT = "Ask whoever runs the agent; genesis a2a agents shows what is wrong with its card.";

/** Everything that can go wrong with a remote agent. */
const FAULTS = {
  A2A_UNREACHABLE: { hint: "Check that the agent runs and its URL is right.", begun: "no", unhealthy: true },
  A2A_ADDRESS_REFUSED: {
    hint: "Only https to public addresses is used, or this machine when the allowlist names it.",
    begun: "no",
  },
  A2A_REDIRECT_REFUSED: { hint: "Put the URL that it redirects to on the allowlist.", begun: "no" },
  A2A_AUTH: { hint: "Check the token in the variable that token_env names.", begun: "no" },
  A2A_NOT_FOUND: { hint: "Check the agent's URL.", begun: "no" },
  A2A_RATE_LIMITED: { hint: "Lower requests_per_minute or max_concurrency.", begun: "no" },
  A2A_CIRCUIT_OPEN: { hint: "The agent failed several times; it is tried again in a minute.", begun: "no" },
  A2A_CARD_INVALID: { hint: CARD_HINT, begun: "no" },
  A2A_CARD_REFUSED: { hint: CARD_HINT, begun: "no" },
  A2A_REFUSED: { hint: "The agent does not take the request; its message says why.", begun: "no" },
  A2A_UNAVAILABLE: { hint: "The agent's server failed; look at its log.", begun: "unknown", unhealthy: true },
  A2A_CUT: { hint: "The connection broke; look at the agent's log.", begun: "unknown", unhealthy: true },
  A2A_TIMEOUT: {
    hint: "Raise timeout_seconds of the agent if its work needs longer.",
    begun: "unknown",
    unhealthy: true,
  },
  A2A_RESPONSE_INVALID: { hint: "The agent does not speak A2A v1.0.", begun: "unknown", unhealthy: true },
  A2A_TOO_LARGE: { hint: "The agent sends more than is taken from anybody.", begun: "unknown" },
  A2A_OUTCOME_UNKNOWN: { hint: "Look at the agent's own records.", begun: "unknown" },
  A2A_REPORT_INVALID: { hint: "The agent's result is not what a task gives.", begun: "ended" },
  A2A_DEPLOYMENT_INVALID: { hint: "Look at where the agent says it deployed.", begun: "ended" },
  A2A_TASK_FAILED: { hint: "The agent's message says why.", begun: "ended" },
  A2A_TASK_REJECTED: { hint: "The agent does not do such tasks.", begun: "ended" },
  A2A_TASK_CANCELED: { hint: "Somebody cancelled the task at the agent.", begun: "ended" },
  A2A_INPUT_REQUIRED: { hint: "The agent asks questions, which nobody answers here.", begun: "ended" },
  A2A_AUTH_REQUIRED: { hint: "The agent wants credentials that it is not given.", begun: "ended" },
} as const satisfies Record<string, FaultKind>;

export type A2aFaultCode = keyof typeof FAULTS;

/** Longest part of a remote message that is passed on, in characters. */
const MAX_DETAIL = 200;

export function a2aFault(code: A2aFaultCode, message: string, cause?: unknown): GenesisError {
  const { hint, begun } = FAULTS[code];
  return new GenesisError(code, message, { category: "third_party", hint, retryable: begun === "no", cause });
}

export function isA2aFault(error: unknown): error is GenesisError & { code: A2aFaultCode } {
  return GenesisError.isInstance(error) && error.code in FAULTS;
}

/** What is known of the task after a fault. */
export function begunAfter(code: A2aFaultCode): FaultKind["begun"] {
  return FAULTS[code].begun;
}

export function isUnhealthy(code: A2aFaultCode): boolean {
  const kind: FaultKind = FAULTS[code];
  return kind.unhealthy === true;
}

/** Words of a remote agent for one of our messages: one short line in quotes, without credentials. */
export function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its purpose
  const line = redactText(text).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");
  return JSON.stringify(line.trim().slice(0, MAX_DETAIL));
}
