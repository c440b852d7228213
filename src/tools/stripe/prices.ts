import { z } from "zod";
import { GenesisError } from "../../state/errors.ts";
import type { PriceDecision } from "../../state/price-decision.ts";
import { slugify } from "../../state/slug.ts";

/**
 * Currencies with hundredths, in which products count, and the least amount that Stripe takes in each
 * (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
 */
const MIN_CENTS: Readonly<Record<string, number>> = {
  USD: 50,
  EUR: 50,
  GBP: 30,
  CHF: 50,
  CAD: 50,
  AUD: 50,
  NZD: 50,
  SGD: 50,
  SEK: 300,
  NOK: 300,
  DKK: 250,
  PLN: 200,
};
/** 10,000.00: what a product of ours sells for more is a mistake. */
const MAX_CENTS = 1_000_000;
/** What is sold without an entry in the catalogue is priced by the product at its checkout. */
export const MAX_PRICES = 40;

const PricedSchema = z.object({ name: z.string().min(1), price_cents: z.unknown() });
const PlanSchema = PricedSchema.extend({ id: z.string().min(1) });
const currency = z.string().default("USD");
const BillingSchema = z.object({ currency, plans: z.array(PlanSchema) });
const CatalogueSchema = z.object({ currency, products: z.array(PricedSchema) });

export interface PriceList {
  readonly decisions: readonly PriceDecision[];
  /** Priced things that have no entry of their own at Stripe, because there are more than 40. */
  readonly leftOut: number;
}

/**
 * The prices of a product, from the settings of its blocks: plans by the month, things of a shop once. What is free has
 * none. Pure. Throws STRIPE_PRICE_INVALID for an amount outside the bounds or a currency that is not known.
 */
export function pricesOf(settings: Readonly<Record<string, unknown>>): PriceList {
  const billing = BillingSchema.safeParse(settings.billing).data;
  const catalogue = CatalogueSchema.safeParse(settings.catalogue).data;
  const plans = (billing?.plans ?? []).map(({ id, name, price_cents }, at) =>
    decide({
      ...{ what: `plan:${id}`, name, amount: price_cents, currency: billing?.currency ?? "" },
      ...{ interval: "month", computed_from: `billing.plans[${at}].price_cents` },
    }),
  );
  const items = (catalogue?.products ?? []).map(({ name, price_cents }, at) =>
    decide({
      ...{ what: `item:${slugify(name)}`, name, amount: price_cents, currency: catalogue?.currency ?? "" },
      ...{ interval: null, computed_from: `catalogue.products[${at}].price_cents` },
    }),
  );
  const all = [...plans, ...items].filter((decision) => decision !== undefined);
  const unique = [...new Map(all.map((decision) => [decision.what, decision])).values()];
  return { decisions: unique.slice(0, MAX_PRICES), leftOut: Math.max(0, unique.length - MAX_PRICES) };
}

/** What the test payment takes: the least of the prices, or one unit where everything is priced later. */
export function proofPrice({ decisions }: PriceList): PriceDecision {
  const least = decisions.toSorted((a, b) => a.amount_cents - b.amount_cents)[0];
  const { amount_cents: amount, currency } = least ?? { amount_cents: 1_000, currency: "USD" };
  const computed_from = least ? least.computed_from : "nothing has a price yet";
  const decided = decide({
    what: "proof",
    name: "Test payment",
    amount,
    currency,
    interval: null,
    computed_from,
  });
  // A price that is decided here is never free.
  return decided as PriceDecision;
}

interface Asked extends Pick<PriceDecision, "what" | "name" | "currency" | "interval" | "computed_from"> {
  readonly amount: unknown;
}

function decide({ amount, currency: named, ...rest }: Asked): PriceDecision | undefined {
  if (amount === 0) return undefined;
  const currency = named.toUpperCase();
  const min = Object.hasOwn(MIN_CENTS, currency) ? MIN_CENTS[currency] : undefined;
  if (min === undefined) {
    throw invalid(
      `"${rest.name}" is priced in ${named.slice(0, 20)}`,
      `Use one of: ${Object.keys(MIN_CENTS).join(", ")}.`,
    );
  }
  if (typeof amount !== "number" || !Number.isSafeInteger(amount) || amount < min || amount > MAX_CENTS) {
    const shown = String(amount).slice(0, 40);
    throw invalid(
      `"${rest.name}" would cost ${shown} hundredths of ${currency}`,
      `A price is from ${min} to ${MAX_CENTS}.`,
    );
  }
  return {
    version: 1,
    ...rest,
    amount_cents: amount,
    currency,
    bounds: { min_cents: min, max_cents: MAX_CENTS },
  };
}

function invalid(problem: string, bounds: string): GenesisError {
  return new GenesisError("STRIPE_PRICE_INVALID", `${problem}, which can't be charged.`, {
    hint: `${bounds} Correct the price in the settings of the product.`,
  });
}
