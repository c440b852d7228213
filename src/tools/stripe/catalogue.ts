import type { Stripe } from "stripe";
import { digest } from "../../state/digest.ts";
import type { PriceDecision } from "../../state/price-decision.ts";
import { isMissing } from "./errors.ts";
import type { Receipts } from "./receipts.ts";
import { ensure, marked, metadataOf, NotThere, type StripeWork } from "./step.ts";

/** Stripe lists at most so many on a page, and no business of ours has more of anything. */
const LIMIT = 100;

/** A product and its price, made or found as decided. Another price takes the place of the one before. */
export async function ensurePrice(
  work: StripeWork,
  decision: PriceDecision,
): Promise<Receipts["prices"][number]> {
  const product = await ensureProduct(work, decision);
  const price = await currentPrice(work, decision, product.id);
  const { what, name, amount_cents, currency, interval } = decision;
  return {
    ...{ what, name, product_id: product.id, price_id: price.id },
    ...{ amount_cents, currency, interval, decision: digest(decision) },
  };
}

/** Products may have ids of our choosing, so that there can never be two. */
function productId({ businessId }: StripeWork, { what }: PriceDecision): string {
  return `genesis_${digest({ businessId, what }).slice(0, 32)}`;
}

async function ensureProduct(work: StripeWork, decision: PriceDecision): Promise<Stripe.Product> {
  const id = productId(work, decision);
  const { name, what } = decision;
  const found = await optional(work.call("read the product", (stripe) => stripe.products.retrieve(id)));
  if (found && found.name === name && found.active) return found;
  if (found && work.reading) throw new NotThere(what);
  if (found) {
    return work.call("update the product", (stripe) => stripe.products.update(id, { name, active: true }));
  }
  const metadata = metadataOf(work, what);
  return ensure(work, `product:${what}:${name}`, undefined, (options) =>
    work.call("create the product", (stripe) => stripe.products.create({ id, name, metadata }, options)),
  );
}

async function currentPrice(
  work: StripeWork,
  decision: PriceDecision,
  product: string,
): Promise<Stripe.Price> {
  const { what, amount_cents, currency, interval } = decision;
  const { data } = await work.call("list the prices", (stripe) =>
    stripe.prices.list({ product, active: true, limit: LIMIT }),
  );
  const same = data.find((price) => isAsDecided(price, decision));
  const outdated = data.filter((price) => price !== same);
  // A price that was replaced and comes back is a new one: its key names what it replaces.
  const after =
    outdated
      .map(({ id }) => id)
      .toSorted()
      .join(",") || "none";
  const step = `price:${what}:${amount_cents}:${currency}:${interval}:after:${after}`;
  const price = await ensure(work, step, same, (options) =>
    work.call("create the price", (stripe) =>
      stripe.prices.create(
        {
          product,
          unit_amount: amount_cents,
          currency: currency.toLowerCase(),
          metadata: metadataOf(work, what),
          ...(interval && { recurring: { interval } }),
        },
        options,
      ),
    ),
  );
  if (outdated.length > 0 && work.reading) throw new NotThere(step);
  for (const { id } of outdated) {
    await work.call("deactivate the old price", (stripe) => stripe.prices.update(id, { active: false }));
  }
  return price;
}

function isAsDecided(price: Stripe.Price, { amount_cents, currency, interval }: PriceDecision): boolean {
  return (
    price.unit_amount === amount_cents &&
    price.currency === currency.toLowerCase() &&
    (price.recurring?.interval ?? null) === interval
  );
}

/** Where Stripe tells a public product of payments; its signing secret is known only to whoever makes it. */
export interface WebhookWanted {
  readonly url: string;
  /** Whether the product has the signing secret already. */
  readonly known: boolean;
  keepSecret(secret: string): void;
}

const EVENTS: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = [
  "checkout.session.completed",
  "checkout.session.expired",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
];

export async function ensureWebhook(
  work: StripeWork,
  { url, known, keepSecret }: WebhookWanted,
): Promise<Receipts["webhook"]> {
  const { data } = await work.call("list the webhook endpoints", (stripe) =>
    stripe.webhookEndpoints.list({ limit: LIMIT }),
  );
  const standing = marked(data, work, "webhook");
  const usable = known && standing?.url === url ? standing : undefined;
  const endpoint = await ensure(work, `webhook:${url}:after:${standing?.id ?? "none"}`, usable, (options) =>
    work.call("create the webhook endpoint", (stripe) =>
      stripe.webhookEndpoints.create(
        { url, enabled_events: EVENTS, metadata: metadataOf(work, "webhook") },
        options,
      ),
    ),
  );
  if (endpoint.secret) keepSecret(endpoint.secret);
  if (standing && standing.id !== endpoint.id) {
    await work.call("remove the old webhook endpoint", (stripe) => stripe.webhookEndpoints.del(standing.id));
  }
  return { endpoint_id: endpoint.id, url };
}

/** undefined when Stripe has no such object. */
async function optional<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
