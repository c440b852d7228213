import type { Product } from "../../kit/index.ts";
import { type Catalogue, plansOf } from "../billing/index.ts";

/** The limits of each plan, as the docs show them; what a plan does not limit is left open. */
export function tiersOf(product: Pick<Product, "business">) {
  const { plans, currency }: Catalogue = plansOf(product);
  return plans.map(({ name, price_cents, limits }) => ({
    name,
    price_cents,
    currency,
    perMinute: limits.requests_per_minute,
    perMonth: limits.requests_per_month,
    stored: limits.items,
  }));
}
