import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { GenesisError } from "../../state/errors.ts";
import { hostOf, isLoopback, isLoopbackHost, isPublic } from "../net/addresses.ts";
import { checkedLookup } from "../net/checked-lookup.ts";
import { a2aFault } from "./faults.ts";
import { type ResponseLimits, ResponseMeter } from "./stream-limits.ts";

export interface GuardedFetchOptions {
  /** The only origin that is reached, such as https://agents.example. */
  readonly origin: string;
  /** Sent as a bearer token, to this origin alone. */
  readonly token: (() => string) | undefined;
  readonly connectTimeoutMs: number;
  /** Until the head of the response, and between two parts of its body. */
  readonly idleTimeoutMs: number;
  readonly limits: ResponseLimits;
  /** Name resolution; the system's when absent. */
  readonly lookup?: LookupFunction | undefined;
}

export interface GuardedFetch {
  readonly fetch: typeof fetch;
  close(): void;
}

/**
 * `fetch` to one origin of the allowlist, for the SDK: never anywhere else, never by redirect, to no address that the
 * origin may not have, and with limits on time, size and depth. The address that was checked is the one that is
 * connected to, so a name that resolves differently the second time (DNS rebinding) gains nothing.
 * Faults are thrown as coded errors (faults.ts); HTTP errors with an A2A body are left to the SDK.
 */
export function guardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const origin = new URL(options.origin);
  const may = isLoopbackHost(hostOf(origin)) ? isLoopback : isPublic;
  const lookup = checkedLookup({ may, refused: notPublic }, options.lookup);
  const secure = origin.protocol === "https:";
  const settings = { keepAlive: true, maxSockets: 256 };
  const agent = secure ? new HttpsAgent(settings) : new HttpAgent(settings);
  const send = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    if (input instanceof Request) throw new TypeError("guardedFetch takes a URL, not a Request");
    const url = new URL(input);
    checkUrl(url, origin);
    const headers = new Headers(init.headers);
    if (options.token) headers.set("authorization", `Bearer ${options.token()}`);
    const message = await exchange(url, { ...options, init, headers, agent, lookup, secure });
    return responseOf(message, options);
  };
  return { fetch: send as typeof fetch, close: () => agent.destroy() };
}

/** Throws A2A_ADDRESS_REFUSED unless the URL is of the origin, encrypted, and of an address that may be reached. */
export function checkUrl(url: URL, origin: URL): void {
  const refused = (why: string) => a2aFault("A2A_ADDRESS_REFUSED", `${url.origin} is not reached: ${why}.`);
  if (url.origin !== origin.origin) throw refused(`only ${origin.origin} is on the allowlist`);
  const host = hostOf(url);
  if (url.protocol !== "https:" && !isLoopbackHost(host)) throw refused("it is not https");
  if (isIP(host) !== 0 && !isPublic(host) && !isLoopback(host)) throw refused("its address is not public");
}

function notPublic(host: string): GenesisError {
  return a2aFault("A2A_ADDRESS_REFUSED", `${host} resolves to an address that may not be reached.`);
}

interface Exchange extends GuardedFetchOptions {
  readonly init: RequestInit;
  readonly headers: Headers;
  readonly agent: HttpAgent | HttpsAgent;
  readonly lookup: LookupFunction;
  readonly secure: boolean;
}

/** Sends the request; the head of its response. */
async function exchange(url: URL, options: Exchange): Promise<IncomingMessage> {
  const { init, headers, agent, lookup, secure, connectTimeoutMs, idleTimeoutMs } = options;
  const request = (secure ? requestHttps : requestHttp)(url, {
    method: init.method ?? "GET",
    headers: Object.fromEntries(headers),
    agent: agent as HttpsAgent,
    lookup,
    signal: init.signal ?? undefined,
  });
  const giveUp = (code: "A2A_UNREACHABLE" | "A2A_TIMEOUT", message: string) =>
    request.destroy(a2aFault(code, message));
  const waiting = setTimeout(giveUp, idleTimeoutMs, "A2A_TIMEOUT", `No answer within ${idleTimeoutMs} ms.`);
  const late = `No connection within ${connectTimeoutMs} ms.`;
  const connecting = setTimeout(giveUp, connectTimeoutMs, "A2A_UNREACHABLE", late);
  let connected = false;
  request.on("socket", (socket) => {
    const ready = () => {
      connected = true;
      clearTimeout(connecting);
    };
    if (socket.connecting) socket.once(secure ? "secureConnect" : "connect", ready);
    else ready();
  });
  request.end(typeof init.body === "string" ? init.body : undefined);
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      // It stays for good: a request that ends after its answer came must not end the process.
      request.on("error", reject);
      request.on("response", resolve);
    });
  } catch (error) {
    throw faultOf(error as Error, connected, init.signal);
  } finally {
    clearTimeout(connecting);
    clearTimeout(waiting);
  }
}

function faultOf(error: Error, connected: boolean, signal: AbortSignal | null | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (GenesisError.isInstance(error)) return error;
  // Once connected, the request may have arrived.
  return connected
    ? a2aFault("A2A_CUT", `The connection broke: ${error.message}`, error)
    : a2aFault("A2A_UNREACHABLE", `It can't be reached: ${error.message}`, error);
}

function responseOf(message: IncomingMessage, options: GuardedFetchOptions): Response {
  const status = message.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const fault = statusFault(status, headers);
  if (fault) {
    message.destroy();
    throw fault;
  }
  if (status === 204 || status === 304) {
    message.resume();
    return new Response(null, { status, headers });
  }
  const body = Readable.toWeb(Readable.from(guardedBody(message, headers, options)));
  return new Response(body as ReadableStream<Uint8Array>, { status, headers });
}

/** What a status alone says; other errors have a body that the SDK reads. */
function statusFault(status: number, headers: Headers): GenesisError | undefined {
  if (status >= 300 && status < 400 && status !== 304) {
    return a2aFault("A2A_REDIRECT_REFUSED", `It redirects (HTTP ${status}), which is not followed.`);
  }
  if (status === 401 || status === 403) return a2aFault("A2A_AUTH", `It refused the token (HTTP ${status}).`);
  if (status === 429) {
    const error = a2aFault("A2A_RATE_LIMITED", "It limits the rate of requests (HTTP 429).");
    return Object.assign(error, { retryAfterMs: retryAfter(headers) });
  }
  if (status < 200 || (status >= 500 && status !== 501)) {
    return a2aFault("A2A_UNAVAILABLE", `Its server failed (HTTP ${status}).`);
  }
  return undefined;
}

/** The pause that a rate-limited answer asked for, in milliseconds. */
export function retryAfterOf(error: unknown): number | undefined {
  const wait = (error as { retryAfterMs?: unknown } | undefined)?.retryAfterMs;
  return typeof wait === "number" ? wait : undefined;
}

/** Only seconds: a date would trust the agent's clock. */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after");
  return value !== null && /^\d{1,6}$/.test(value.trim()) ? Number(value) * 1_000 : undefined;
}

/** The body within its limits. A break of the connection is a coded fault. */
async function* guardedBody(
  message: IncomingMessage,
  headers: Headers,
  { limits, idleTimeoutMs }: GuardedFetchOptions,
): AsyncGenerator<Uint8Array> {
  const isStream = headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const meter = new ResponseMeter(limits, isStream);
  const wait = () =>
    setTimeout(
      () => message.destroy(a2aFault("A2A_TIMEOUT", `Nothing more within ${idleTimeoutMs} ms.`)),
      idleTimeoutMs,
    );
  let timer = wait();
  try {
    for await (const chunk of message as AsyncIterable<Uint8Array>) {
      // The reader may take its time; only the agent is timed.
      clearTimeout(timer);
      meter.take(chunk);
      yield chunk;
      timer = wait();
    }
  } catch (error) {
    if (GenesisError.isInstance(error)) throw error;
    throw a2aFault("A2A_CUT", `The connection broke: ${(error as Error).message}`, error);
  } finally {
    clearTimeout(timer);
    message.destroy();
  }
}
