import { digest } from "../../state/digest.ts";

/**
 * The idempotency key of one step for one business: the same step asked for again is not done again, whoever asks and
 * whatever was killed in between. Stripe keeps keys for a day at least; after that, reading first prevents a repeat.
 */
export function idempotencyKey(businessId: string, what: string): string {
  return `genesis-${digest({ businessId, what }).slice(0, 40)}`;
}
