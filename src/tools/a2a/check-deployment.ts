import { hostOf, isLoopbackHost } from "../net/addresses.ts";
import { a2aFault, isA2aFault, quoted } from "./faults.ts";
import { guardedFetch } from "./guarded-fetch.ts";

const TIMEOUT_MS = 10_000;
const LIMITS = { maxBytes: 4_194_304, maxDepth: Number.POSITIVE_INFINITY } as const;

/**
 * Looks at where an agent says it deployed: https, or this machine if the agent is on it; it answers with success, and
 * leads nowhere else. Throws A2A_DEPLOYMENT_INVALID.
 */
export async function checkDeployment(
  text: string | null,
  agentUrl: string,
  signal: AbortSignal,
): Promise<string> {
  const invalid = (why: string) => a2aFault("A2A_DEPLOYMENT_INVALID", `Its deployment ${why}.`);
  if (text === null) throw invalid("has no URL");
  const url = new URL(text);
  const toLoopback = isLoopbackHost(hostOf(url));
  if (toLoopback && !isLoopbackHost(hostOf(new URL(agentUrl)))) {
    throw invalid(`is said to be on this machine: ${quoted(text)}`);
  }
  const { fetch, close } = guardedFetch({
    origin: url.origin,
    token: undefined,
    connectTimeoutMs: TIMEOUT_MS,
    idleTimeoutMs: TIMEOUT_MS,
    limits: LIMITS,
  });
  try {
    const response = await fetch(url, { signal });
    await response.body?.cancel();
    if (!response.ok) throw invalid(`answers with HTTP ${response.status}`);
    return url.href;
  } catch (error) {
    if (!isA2aFault(error) || error.code === "A2A_DEPLOYMENT_INVALID") throw error;
    throw a2aFault("A2A_DEPLOYMENT_INVALID", `Its deployment does not answer: ${error.message}`, error);
  } finally {
    close();
  }
}
