/**
 * Signing events, and what a receiver verifies them with (docs/events.md).
 * @module
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { type LifecycleEvent, LifecycleEventSchema } from "../../state/lifecycle-event.ts";

export const SIGNATURE_HEADER = "x-genesis-signature";
export const EVENT_HEADER = "x-genesis-event";
export const ATTEMPT_HEADER = "x-genesis-attempt";

const TOLERANCE_SECONDS = 300;
const HEX_SHA256 = /^[0-9a-f]{64}$/;

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 over the time, a dot and the body, so that neither can be exchanged. */
export function signatureOf(body: string, secret: string, now: number): string {
  const seconds = Math.floor(now / 1_000);
  return `t=${seconds},v1=${hmac(secret, `${seconds}.`, body).toString("hex")}`;
}

/**
 * `missing` or `malformed`: no signature that can be read. `expired`, `early`: it was made too long ago (a replay) or
 * in the future (a wrong clock). `mismatch`: another secret, or the body was changed. `invalid_body`: well signed, and
 * no event. `repeated`: it was handled before; answer it as you did then.
 */
export type WebhookProblem =
  | "missing"
  | "malformed"
  | "expired"
  | "early"
  | "mismatch"
  | "invalid_body"
  | "repeated";

export type WebhookVerdict =
  | { readonly valid: true; readonly event: LifecycleEvent }
  | { readonly valid: false; readonly problem: WebhookProblem };

export interface VerifyOptions {
  /** How far the sender's clock may be from ours, either way. Default 300. */
  readonly toleranceSeconds?: number;
  /** Whether the event of this id was handled before. Without it, who repeats a request in time is not noticed. */
  readonly seen?: (id: string) => boolean;
}

type HeaderRecord = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Verifies a request that claims to come from Genesis. `body` is what was received, byte for byte, before any parsing;
 * of several secrets (while one is replaced by the next) any may fit. Never throws.
 *
 * @param now milliseconds since the epoch
 * @example
 * const verdict = verifyWebhook(request.headers, await request.text(), secret, Date.now());
 * if (!verdict.valid) return new Response(verdict.problem, { status: 400 });
 */
export function verifyWebhook(
  headers: Headers | HeaderRecord,
  body: string | Uint8Array,
  secret: string | readonly string[],
  now: number,
  { toleranceSeconds = TOLERANCE_SECONDS, seen }: VerifyOptions = {},
): WebhookVerdict {
  const header = headerOf(headers, SIGNATURE_HEADER);
  if (header === undefined) return invalid("missing");
  const signature = parseSignature(header);
  if (!signature) return invalid("malformed");
  const secrets = typeof secret === "string" ? [secret] : secret;
  if (!isSigned(signature, body, secrets)) return invalid("mismatch");
  const age = now / 1_000 - signature.seconds;
  if (age > toleranceSeconds) return invalid("expired");
  if (age < -toleranceSeconds) return invalid("early");
  const event = parseEvent(body);
  if (!event) return invalid("invalid_body");
  return seen?.(event.id) ? invalid("repeated") : { valid: true, event };
}

interface Signature {
  readonly seconds: number;
  /** As it was written: that is what was signed. */
  readonly time: string;
  readonly v1: readonly string[];
}

function parseSignature(header: string): Signature | undefined {
  const parts = header.split(",").map((part) => part.trim().split("="));
  const of = (name: string) => parts.flatMap(([key, value]) => (key === name && value ? [value] : []));
  const [time, ...others] = of("t");
  const v1 = of("v1").filter((hex) => HEX_SHA256.test(hex));
  if (time === undefined || others.length > 0 || !/^\d{1,12}$/.test(time) || v1.length === 0)
    return undefined;
  return { seconds: Number(time), time, v1 };
}

/** Every pair is compared, each in constant time: how long it takes tells nothing of a secret. */
function isSigned({ time, v1 }: Signature, body: string | Uint8Array, secrets: readonly string[]): boolean {
  const expected = secrets.filter(Boolean).map((secret) => hmac(secret, `${time}.`, body));
  return expected
    .flatMap((one) => v1.map((hex) => timingSafeEqual(one, Buffer.from(hex, "hex"))))
    .includes(true);
}

function hmac(secret: string, prefix: string, body: string | Uint8Array): Buffer {
  return createHmac("sha256", secret).update(prefix).update(body).digest();
}

function parseEvent(body: string | Uint8Array): LifecycleEvent | undefined {
  try {
    return LifecycleEventSchema.safeParse(JSON.parse(Buffer.from(body).toString("utf8"))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function headerOf(headers: Headers | HeaderRecord, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === "string" ? value : value?.join(",");
}

function invalid(problem: WebhookProblem): WebhookVerdict {
  return { valid: false, problem };
}
