import type { StripeCalls } from "./client.ts";
import { idempotencyKey } from "./idempotency.ts";

/** Work at Stripe for one business. */
export interface StripeWork extends StripeCalls {
  readonly businessId: string;
  /** Only looks: nothing is made or changed. */
  readonly reading: boolean;
}

/** Something is not there, and was only looked for. */
export class NotThere extends Error {
  override readonly name = "NotThere";
}

/** Marks what belongs to a business, so that it is found again without our own records. */
export function metadataOf({ businessId }: Pick<StripeWork, "businessId">, what: string) {
  return { genesis_business_id: businessId, genesis_what: what };
}

type Marked = { readonly metadata?: Readonly<Record<string, string>> | null };

/** Of a list, the one that is this part of this business. */
export function marked<T extends Marked>(
  items: readonly T[],
  { businessId }: Pick<StripeWork, "businessId">,
  what: string,
): T | undefined {
  return items.find(
    ({ metadata }) => metadata?.genesis_business_id === businessId && metadata.genesis_what === what,
  );
}

/** What was found, else what is made under the idempotency key of `what`. Throws NotThere while only looking. */
export async function ensure<T>(
  work: StripeWork,
  what: string,
  found: T | undefined,
  make: (options: { idempotencyKey: string }) => Promise<T>,
): Promise<T> {
  if (found !== undefined) return found;
  if (work.reading) throw new NotThere(what);
  return make({ idempotencyKey: idempotencyKey(work.businessId, what) });
}
