import { A2AError } from "@a2a-js/sdk/errors";
import { GenesisError } from "../../state/errors.ts";
import { a2aFault, quoted } from "./faults.ts";

/** A fault of ours in an error or what caused it: streams and the SDK wrap what is thrown inside them. */
function coded(error: unknown): GenesisError | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    if (GenesisError.isInstance(at)) return at;
  }
  return undefined;
}

function a2aErrorIn(error: unknown): A2AError | undefined {
  if (error instanceof A2AError) return error;
  return error instanceof Error && error.cause instanceof A2AError ? error.cause : undefined;
}

/** Whatever the SDK threw as a coded fault; the reason of the signal when it was aborted. */
export function faultFrom(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const known = coded(error);
  if (known) return known;
  const said = quoted(error instanceof Error ? error.message : String(error));
  const answer = a2aErrorIn(error);
  if (answer) return answer.reason === "INTERNAL_ERROR" ? internal(answer, said) : refusal(answer, said);
  const status = Number(/\b(?:status|for [^:]+|stream for \w+):? (\d{3})\b/i.exec(said)?.[1]);
  if (status === 404 || status === 405)
    return a2aFault("A2A_NOT_FOUND", `There is nothing there (HTTP ${status}).`);
  if (status >= 400 && status < 500)
    return a2aFault("A2A_REFUSED", `It refuses the request (HTTP ${status}).`);
  return a2aFault("A2A_RESPONSE_INVALID", `Its answer is not A2A v1.0: ${said}.`, error);
}

function internal(answer: A2AError, said: string): GenesisError {
  const status = "statusCode" in answer ? answer.statusCode : undefined;
  if (status === 404 || status === 405)
    return a2aFault("A2A_NOT_FOUND", `There is nothing there (HTTP ${status}).`);
  return a2aFault("A2A_UNAVAILABLE", `Its server failed: ${said}.`);
}

function refusal(answer: A2AError, said: string): GenesisError {
  return a2aFault("A2A_REFUSED", `It refuses the request (${answer.reason}): ${said}.`, answer);
}

/** Whether the agent says that it knows no such task. */
export function isTaskNotFound(error: unknown): boolean {
  return (
    error instanceof GenesisError &&
    error.cause instanceof A2AError &&
    error.cause.reason === "TASK_NOT_FOUND"
  );
}
