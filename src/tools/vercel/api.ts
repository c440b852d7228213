import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Secret } from "../../config/secret.ts";
import type { Clock } from "../../state/clock.ts";
import { GenesisError } from "../../state/errors.ts";
import { redactText } from "../../telemetry/redact.ts";
import { MAX_DETAIL, type Stage, type VercelErrorCode, vercelError } from "./errors.ts";
import { ErrorAnswerSchema } from "./schemas.ts";

/** How long things may take, in milliseconds. */
export interface Pace {
  /** One request, to the end of its body. */
  readonly requestMs: number;
  /** Attempts of a request that meets a fault which may pass. */
  readonly attempts: number;
  /** The pause before the second attempt; it doubles with each further one. */
  readonly backoffMs: number;
  /** A longer wait that a rate limit asks for is not waited. */
  readonly rateLimitMs: number;
  /** The pause between two looks at a build; it grows up to five times as long. */
  readonly pollMs: number;
  /** A deployment, from its creation until its addresses lead to it. */
  readonly buildMs: number;
  /** Until the site answers as it should, once it is ready. */
  readonly siteMs: number;
}

export const PACE: Pace = {
  requestMs: 30_000,
  attempts: 4,
  backoffMs: 500,
  rateLimitMs: 60_000,
  pollMs: 1_000,
  buildMs: 300_000,
  siteMs: 30_000,
};

const MAX_ANSWER_BYTES = 8_388_608;

export interface ApiOptions {
  readonly apiUrl: string;
  readonly token: Secret;
  readonly teamId: string | undefined;
  readonly clock: Clock;
  readonly pace: Pace;
}

interface Call<T> {
  readonly stage: Stage;
  readonly schema: z.ZodType<T>;
  readonly signal: AbortSignal;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** False: a fault after which it may have happened is thrown at once, and the caller looks. */
  readonly repeatable?: boolean;
}

/** An error with what Vercel said about it. */
export class ApiFault extends Error {
  override readonly name = "ApiFault";
  readonly error: GenesisError;
  /** HTTP status; undefined when no whole answer came. */
  readonly status: number | undefined;
  /** Vercel's own code, such as `missing_files`. */
  readonly code: string;
  readonly missing: readonly string[];
  /** Whether the same request may be sent again. */
  readonly transient: boolean;
  /** Whether what was asked for may have been done all the same. */
  readonly ambiguous: boolean;
  readonly waitMs: number | undefined;

  constructor(
    error: GenesisError,
    about: Partial<Pick<ApiFault, "status" | "code" | "missing" | "transient" | "ambiguous" | "waitMs">> = {},
  ) {
    super(error.message, { cause: error });
    this.error = error;
    this.status = about.status;
    this.code = about.code ?? "";
    this.missing = about.missing ?? [];
    this.transient = about.transient ?? false;
    this.ambiguous = about.ambiguous ?? false;
    this.waitMs = about.waitMs;
  }
}

/**
 * Vercel's REST API over fetch. Rate limits, 5xx and network faults are tried again with a growing pause, other 4xx never.
 * Throws ApiFault, and the reason of the signal when that is aborted.
 */
export class VercelApi {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  get pace(): Pace {
    return this.#options.pace;
  }

  /** Throws when the team that was configured is not there, in which case nothing else would be found either. */
  async checkTeam(signal: AbortSignal): Promise<void> {
    const { teamId } = this.#options;
    if (teamId === undefined) return;
    const path = `/v2/teams/${encodeURIComponent(teamId)}`;
    await this.call("GET", path, { stage: "look up", schema: z.unknown(), signal });
  }

  /** Waits, unless the run is stopped. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  }

  async call<T>(method: string, path: string, call: Call<T>): Promise<T> {
    const { attempts, backoffMs, rateLimitMs } = this.#options.pace;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(method, path, call);
      } catch (fault) {
        call.signal.throwIfAborted();
        if (!(fault instanceof ApiFault) || !fault.transient || attempt >= attempts) throw fault;
        if (fault.ambiguous && call.repeatable === false) throw fault;
        const pause = fault.waitMs ?? backoffMs * 2 ** (attempt - 1);
        if (pause > rateLimitMs) throw fault;
        await this.wait(pause, call.signal);
      }
    }
  }

  /** Free of the token and of everything that has the shape of a credential. */
  scrub(text: string): string {
    return redactText(text.replaceAll(this.#options.token.reveal(), "[redacted]")).slice(0, MAX_DETAIL);
  }

  async #once<T>(method: string, path: string, call: Call<T>): Promise<T> {
    const { apiUrl, token, teamId, pace } = this.#options;
    const url = new URL(`${apiUrl.replace(/\/+$/, "")}${path}`);
    for (const [key, value] of Object.entries(call.query ?? {})) url.searchParams.set(key, value);
    if (teamId !== undefined) url.searchParams.set("teamId", teamId);
    const headers: Record<string, string> = {
      authorization: `Bearer ${token.reveal()}`,
      accept: "application/json",
      ...(call.json !== undefined && { "content-type": "application/json" }),
      ...call.headers,
    };
    const body = call.bytes ? new Uint8Array(call.bytes) : JSON.stringify(call.json);
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(pace.requestMs)]);
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, { method, headers, body: body ?? null, signal, redirect: "manual" });
      text = await limitedText(response, MAX_ANSWER_BYTES);
    } catch (error) {
      throw this.#noAnswer(call.stage, error);
    }
    if (!response.ok) throw this.#refusal(response, text, call.stage);
    const parsed = call.schema.safeParse(json(text));
    if (parsed.success) return parsed.data;
    const message = `${method} ${path} was answered with something unexpected (HTTP ${response.status}).`;
    throw new ApiFault(vercelError("VERCEL_ANSWER_INVALID", call.stage, message), { ambiguous: true });
  }

  #noAnswer(stage: Stage, error: unknown): ApiFault {
    if (GenesisError.isInstance(error)) return new ApiFault(error, { ambiguous: true });
    const late = error instanceof Error && error.name === "TimeoutError";
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    const detail = this.scrub(error instanceof Error ? `${error.message}${cause}` : String(error));
    const message = late
      ? `The API gave no whole answer within ${this.#options.pace.requestMs / 1_000} s.`
      : `The API can't be reached, or its answer broke off (${detail}).`;
    const about = { transient: true, ambiguous: true };
    return new ApiFault(vercelError("VERCEL_UNAVAILABLE", stage, message), about);
  }

  #refusal(response: Response, text: string, stage: Stage): ApiFault {
    const { status } = response;
    const answer = ErrorAnswerSchema.safeParse(json(text));
    const { code = "", message = "", missing, limit } = answer.success ? answer.data.error : {};
    const said = this.scrub(`${code}${code && message ? ": " : ""}${message}`);
    const detail = said === "" ? "" : ` (${said})`;
    const about = { status, code, ...(missing && { missing }) };
    const fault = (name: VercelErrorCode, text: string, more = {}) =>
      new ApiFault(vercelError(name, stage, `${text}${detail}`), { ...about, ...more });
    if (status === 429) {
      const waitMs = this.#resetIn(response.headers, limit?.reset);
      const when = waitMs === undefined ? "" : `; it is reset in ${Math.ceil(waitMs / 1_000)} s`;
      // A limit refuses before anything is done.
      const more = { transient: true, waitMs };
      return fault("VERCEL_RATE_LIMITED", `The rate limit is reached${when}.`, more);
    }
    if (status >= 500) {
      const more = { transient: true, ambiguous: true };
      return fault("VERCEL_UNAVAILABLE", `The API failed with HTTP ${status}.`, more);
    }
    if (status === 401 || status === 403)
      return fault("VERCEL_AUTH", `The token was refused with HTTP ${status}.`);
    if (status === 402) return fault("VERCEL_PAYMENT", "The account can't do this with its plan (HTTP 402).");
    if (status === 404) return fault("VERCEL_NOT_FOUND", "There is no such thing for this token (HTTP 404).");
    if (status >= 300 && status < 400)
      return fault("VERCEL_ANSWER_INVALID", `The API redirects elsewhere (HTTP ${status}).`);
    return fault("VERCEL_REFUSED", `The request was refused with HTTP ${status}.`);
  }

  /** In milliseconds; undefined when the answer does not say. */
  #resetIn(headers: Headers, bodyReset: number | undefined): number | undefined {
    const after = headers.get("retry-after")?.trim();
    if (after) {
      const ms = Number.isFinite(Number(after))
        ? Number(after) * 1_000
        : Date.parse(after) - this.#options.clock.now();
      if (Number.isFinite(ms)) return Math.max(0, ms);
    }
    const header = headers.get("x-ratelimit-reset");
    const reset = header === null ? bodyReset : Number(header);
    if (reset === undefined || !Number.isFinite(reset) || reset <= 0) return undefined;
    return Math.max(0, reset * 1_000 - this.#options.clock.now());
  }
}

/** The text of an answer that is no longer than it may be; the rest is not read. */
export async function limitedText(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      const message = `An answer has more than ${maxBytes} bytes.`;
      throw vercelError("VERCEL_ANSWER_INVALID", "look up", message);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function json(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Told from an answer by its schema.
  }
}
