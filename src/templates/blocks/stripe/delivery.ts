import type { Stripe } from "stripe";

/** How far the clocks of Stripe and of this machine may be apart, and how old a delivery may be. */
const TOLERANCE_S = 300;

interface Delivery {
  readonly body: string;
  readonly signature: string;
  readonly secret: string;
  readonly now: number;
}

/** The event of a delivery; undefined when it is not signed by Stripe, too old, or of the future. */
export function verified(
  stripe: Stripe,
  { body, signature, secret, now }: Delivery,
): Stripe.Event | undefined {
  const sent = Number(/(?:^|,)t=(\d{1,12})(?:,|$)/.exec(signature)?.[1]);
  // The SDK looks at the age by its own clock, and lets deliveries of the future pass.
  if (!(Math.abs(now / 1000 - sent) <= TOLERANCE_S)) return undefined;
  try {
    return stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_S, undefined, now);
  } catch (error) {
    if (typeOf(error) === "StripeSignatureVerificationError" || error instanceof SyntaxError)
      return undefined;
    throw error;
  }
}

/** Told by its shape, so that asking does not load the SDK. */
export function typeOf(error: unknown): string {
  return error instanceof Error && "type" in error ? String(error.type) : "";
}
