import type { Stripe } from "stripe";
import type { Block } from "../../kit/index.ts";
import { type Connect, StripeGateway } from "./gateway.ts";

const TEST_KEY = /^(?:sk|rk)_test_\w{4,250}$/;
const CHECKOUT_ORIGIN = "https://checkout.stripe.com";
const TIMEOUT_MS = 15_000;
type Parts = Parameters<NonNullable<Block["payments"]>>[0];

/** The gateway when the environment has a key; undefined without one. Throws for a key that is not of test mode. */
export function gatewayFrom(parts: Parts, connect?: Connect): StripeGateway | undefined {
  const { STRIPE_SECRET_KEY: key, STRIPE_API_URL: api, STRIPE_WEBHOOK_SECRET: webhookSecret } = parts.env;
  if (!key) return undefined;
  if (!TEST_KEY.test(key)) {
    throw new Error("STRIPE_SECRET_KEY is not a test key (sk_test_... or rk_test_...); it is not used.");
  }
  const url = new URL(api || "https://api.stripe.com");
  const local = url.protocol === "http:";
  if (local && !["127.0.0.1", "[::1]", "localhost"].includes(url.hostname)) {
    throw new Error("STRIPE_API_URL must be https, or on this machine.");
  }
  return new StripeGateway(parts, {
    connect: connect ?? (() => open(key, url)),
    webhookSecret: webhookSecret || undefined,
    formTargets: local ? [url.origin] : [CHECKOUT_ORIGIN],
  });
}

/** The SDK is loaded with the first payment, not at the start. */
async function open(key: string, url: URL): Promise<Stripe> {
  const { Stripe: Sdk } = await import("stripe");
  const protocol = url.protocol === "http:" ? "http" : "https";
  const port = url.port || (protocol === "http" ? "80" : "443");
  // In a URL an IPv6 address has brackets; connections take it without.
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const options = { host, port, protocol, timeout: TIMEOUT_MS } as const;
  return new Sdk(key, { ...options, maxNetworkRetries: 2, telemetry: false });
}
