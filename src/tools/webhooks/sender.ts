import type { Secret } from "../../config/secret.ts";
import type { Clock } from "../../state/clock.ts";
import type { Claim } from "../../state/event-outbox.ts";
import { retryAfterMs } from "./backoff.ts";
import { ATTEMPT_HEADER, EVENT_HEADER, SIGNATURE_HEADER, signatureOf } from "./signature.ts";

/** How one attempt ended. `aborted`: by us, so that it says nothing of the receiver. */
export type Attempt =
  | { readonly kind: "delivered" | "aborted" }
  /** `askedMs`: how long the receiver wants to be left alone. */
  | { readonly kind: "failed"; readonly code: string; readonly askedMs?: number | undefined }
  | { readonly kind: "refused"; readonly code: string };

export interface SenderOptions {
  readonly url: string;
  /** undefined: events go unsigned. */
  readonly secret: Secret | undefined;
  readonly clock: Clock;
  /** Of one attempt, milliseconds. Default 10 s. */
  readonly timeoutMs?: number;
}

export type Sender = (claim: Claim, signal: AbortSignal) => Promise<Attempt>;

const TIMEOUT_MS = 10_000;

/**
 * Posts events to a dashboard (guide 14.4). The status alone says how it went; of what is answered nothing is read,
 * however long it is. Redirects are not followed: what was meant for one address goes to no other.
 */
export function createSender({ url, secret, clock, timeoutMs = TIMEOUT_MS }: SenderOptions): Sender {
  const base = new URL(url);
  const credentials = authorizationOf(base);
  return async ({ id, businessId, body, attempt }, signal) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(endpointOf(base, businessId), {
        method: "POST",
        body,
        redirect: "manual",
        signal: AbortSignal.any([signal, timeout]),
        headers: {
          "content-type": "application/json",
          "user-agent": "genesis-meta-agent",
          [EVENT_HEADER]: id,
          [ATTEMPT_HEADER]: String(attempt),
          ...credentials,
          ...(secret && { [SIGNATURE_HEADER]: signatureOf(body, secret.reveal(), clock.now()) }),
        },
      });
      // Whoever answers without end, or breaks off while answering, has given a status all the same.
      response.body?.cancel().catch(() => {});
      return attemptOf(response, clock.now());
    } catch {
      // What fetch throws names addresses and nothing that a person could act on: the code says enough.
      if (signal.aborted) return { kind: "aborted" };
      return { kind: "failed", code: timeout.aborted ? "WEBHOOK_TIMEOUT" : "WEBHOOK_UNREACHABLE" };
    }
  };
}

function attemptOf({ status, headers }: Response, now: number): Attempt {
  if (status >= 200 && status < 300) return { kind: "delivered" };
  const code = `WEBHOOK_HTTP_${status}`;
  if (status !== 429 && status < 500) return { kind: "refused", code };
  return { kind: "failed", code, askedMs: retryAfterMs(headers.get("retry-after"), now) };
}

/** Below whatever path the dashboard has; without the credentials, which fetch refuses in an address. */
function endpointOf(base: URL, businessId: string): URL {
  const url = new URL(base);
  [url.username, url.password, url.hash] = ["", "", ""];
  url.pathname = `${base.pathname.replace(/\/+$/, "")}/api/businesses/${encodeURIComponent(businessId)}/events`;
  return url;
}

function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
