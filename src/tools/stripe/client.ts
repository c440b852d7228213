import type { Stripe } from "stripe";
import { GenesisError } from "../../state/errors.ts";
import { hostOf, isLoopbackHost } from "../net/addresses.ts";
import { stripeError } from "./errors.ts";
import { checkTestKeys, type StripeKeys } from "./key.ts";

const TIMEOUT_MS = 15_000;
/** By the SDK, after connection faults, 409 and 5xx, each time with the same idempotency key. */
const RETRIES = 2;

export interface StripeSettings extends StripeKeys {
  readonly apiUrl: string;
  /** Of one request. */
  readonly timeoutMs?: number | undefined;
}

/** Sends requests to Stripe, and reads what it answers. */
export interface StripeCalls {
  /**
   * `what` completes "Stripe could not ...". Throws STRIPE_KEY_REFUSED, STRIPE_DECLINED, STRIPE_RATE_LIMITED,
   * STRIPE_IDEMPOTENCY_CONFLICT, STRIPE_REQUEST_INVALID, STRIPE_UNAVAILABLE, STRIPE_LIVE_MODE.
   */
  call<T>(what: string, request: (stripe: Stripe) => Promise<T>): Promise<T>;
}

/** Connects with a test key. The SDK is loaded here, not before. Throws STRIPE_LIVE_KEY, STRIPE_URL_INSECURE. */
export async function connectStripe(settings: StripeSettings, signal?: AbortSignal): Promise<StripeCalls> {
  checkTestKeys(settings);
  const { protocol, host, port } = placeOf(settings.apiUrl);
  const { Stripe: Sdk } = await import("stripe");
  const stripe = new Sdk(settings.secretKey.reveal(), {
    host,
    port,
    protocol,
    timeout: settings.timeoutMs ?? TIMEOUT_MS,
    maxNetworkRetries: RETRIES,
    telemetry: false,
  });
  return {
    async call(what, request) {
      signal?.throwIfAborted();
      try {
        return withoutLiveMode(await request(stripe));
      } catch (error) {
        throw stripeError(error, what);
      }
    },
  };
}

/** The key must not travel in the clear: http is for servers on this machine. */
function placeOf(apiUrl: string): { protocol: "http" | "https"; host: string; port: string } {
  const url = new URL(apiUrl);
  const host = hostOf(url);
  if (url.protocol !== "https:" && !isLoopbackHost(host)) {
    throw new GenesisError("STRIPE_URL_INSECURE", "STRIPE_API_URL must be https, or on this machine.", {
      hint: "Leave STRIPE_API_URL out to use Stripe itself.",
    });
  }
  const protocol = url.protocol === "https:" ? "https" : "http";
  return { protocol, host, port: url.port || (protocol === "https" ? "443" : "80") };
}

/** A test key can't make live objects; should one turn up all the same, nothing more is done with it. */
function withoutLiveMode<T>(answer: T): T {
  const items = Array.isArray(answer) ? answer : [answer];
  const live = items.some((item: unknown) => typeof item === "object" && item !== null && isLive(item));
  if (!live) return answer;
  throw new GenesisError("STRIPE_LIVE_MODE", "Stripe answered with an object of live mode.", {
    category: "safety",
    hint: "Check STRIPE_SECRET_KEY and STRIPE_API_URL; only test mode may be used.",
  });
}

function isLive(item: object): boolean {
  return "livemode" in item && item.livemode === true;
}
