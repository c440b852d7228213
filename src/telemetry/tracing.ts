import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { withoutPii } from "./pii.ts";
import { redactRecord } from "./redact.ts";

/** The variables by which LangChain turns tracing on. */
const SWITCHES = ["LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING"];

/**
 * The tracer of LangSmith, when the environment turns tracing on: what leaves with a trace has no credentials and no
 * personal data that can be told by its form. LangChain adds one of its own only where there is none, so this one has to
 * be there first. Loaded only when it is wanted.
 */
export async function createTracer(
  env: Readonly<Record<string, string | undefined>>,
): Promise<BaseCallbackHandler | undefined> {
  if (!SWITCHES.some((name) => env[name] === "true")) return undefined;
  const [{ Client }, { LangChainTracer }] = await Promise.all([
    import("langsmith"),
    import("@langchain/core/tracers/tracer_langchain"),
  ]);
  return new LangChainTracer({ client: new Client({ anonymizer: cleanForTrace }) });
}

export function cleanForTrace<T extends object>(values: T): T {
  return withoutPii(redactRecord(values));
}
