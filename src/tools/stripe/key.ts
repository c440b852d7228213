import type { Secret } from "../../config/secret.ts";
import { GenesisError } from "../../state/errors.ts";

const SECRET_KEY = /^(?:sk|rk)_test_\w{4,250}$/;
const PUBLISHABLE_KEY = /^pk_test_\w{4,250}$/;

export interface StripeKeys {
  readonly secretKey: Secret;
  readonly publishableKey?: string | undefined;
}

/** Refuses every key that is not one of Stripe's test mode (design 4.7). Throws STRIPE_LIVE_KEY, never with the key. */
export function checkTestKeys({ secretKey, publishableKey }: StripeKeys): void {
  if (!SECRET_KEY.test(secretKey.reveal())) throw liveKey("STRIPE_SECRET_KEY", "sk_test_ or rk_test_");
  if (publishableKey !== undefined && !PUBLISHABLE_KEY.test(publishableKey)) {
    throw liveKey("STRIPE_PUBLISHABLE_KEY", "pk_test_");
  }
}

function liveKey(variable: string, form: string): GenesisError {
  return new GenesisError("STRIPE_LIVE_KEY", `${variable} is not a test key; nothing was sent to Stripe.`, {
    hint: `Use a key of Stripe's test mode, which begins with ${form}. Genesis never moves real money.`,
  });
}
