import { GenesisError, toErrorInfo } from "../../state/errors.ts";
import type { Workspace } from "../workspace.ts";
import { connectStripe, type StripeSettings } from "./client.ts";
import { isMissing } from "./errors.ts";
import { type Receipts, readReceipts, writeReceipts } from "./receipts.ts";
import { marked, type StripeWork } from "./step.ts";

const LIMIT = 100;

export interface CancelOutcome {
  /** One sentence for each thing that is cancelled now. */
  readonly done: readonly string[];
  /** What is left, and why; asking again goes on with it. */
  readonly left: readonly { readonly what: string; readonly problem: string; readonly hint: string }[];
}

/**
 * Ends what a business has at Stripe: subscriptions are cancelled, prices and products deactivated, the webhook endpoint
 * removed. Payments stay on record there. What fails is named and tried again by the next call; what is done already is
 * done once more without harm. A business with nothing at Stripe has nothing to cancel, whatever the settings.
 * Throws STRIPE_LIVE_KEY, PAYMENTS_RECORD_INVALID, STRIPE_NOT_CONFIGURED.
 */
export async function cancelPayments(
  workspace: Workspace,
  settings: StripeSettings | undefined,
  signal?: AbortSignal,
): Promise<CancelOutcome> {
  const receipts = readReceipts(workspace);
  if (!receipts || receipts.state === "cancelled") return { done: [], left: [] };
  if (!settings) throw notConfigured();
  const work = {
    ...(await connectStripe(settings, signal)),
    businessId: workspace.businessId,
    reading: false,
  };
  writeReceipts(workspace, { ...receipts, state: "cancelling" });
  const done: string[] = [];
  const left: CancelOutcome["left"][number][] = [];
  for (const { what, step } of partsOf(work, receipts)) {
    try {
      await step();
      done.push(what);
    } catch (error) {
      signal?.throwIfAborted();
      if (isMissing(error)) continue;
      const { message, hint } = toErrorInfo(error);
      left.push({ what, problem: message, hint });
    }
  }
  if (left.length === 0) writeReceipts(workspace, { ...receipts, state: "cancelled" });
  return { done, left };
}

interface Part {
  readonly what: string;
  readonly step: () => Promise<unknown>;
}

/** Subscriptions first: they are what costs customers money. */
function partsOf(work: StripeWork, { prices, webhook }: Receipts): Part[] {
  const monthly = prices.filter(({ interval }) => interval !== null);
  return [
    ...monthly.map(({ name, price_id }) => ({
      what: `subscriptions to ${name}`,
      step: () => cancelSubscriptions(work, price_id),
    })),
    ...prices.map(({ name, price_id, product_id }) => ({
      what: `price and product ${name}`,
      step: () => deactivate(work, price_id, product_id),
    })),
    { what: "webhook endpoint", step: () => removeWebhook(work, webhook?.endpoint_id) },
  ];
}

async function cancelSubscriptions(work: StripeWork, price: string): Promise<void> {
  const running = await work.call("list the subscriptions", (stripe) =>
    stripe.subscriptions.list({ price, limit: LIMIT }).autoPagingToArray({ limit: 10_000 }),
  );
  for (const { id, status } of running) {
    if (status === "canceled") continue;
    await work.call("cancel a subscription", (stripe) => stripe.subscriptions.cancel(id));
  }
}

async function deactivate(work: StripeWork, price: string, product: string): Promise<void> {
  await work.call("deactivate the price", (stripe) => stripe.prices.update(price, { active: false }));
  await work.call("deactivate the product", (stripe) => stripe.products.update(product, { active: false }));
}

async function removeWebhook(work: StripeWork, known: string | undefined): Promise<void> {
  const { data } = await work.call("list the webhook endpoints", (stripe) =>
    stripe.webhookEndpoints.list({ limit: LIMIT }),
  );
  const id = marked(data, work, "webhook")?.id ?? data.find((endpoint) => endpoint.id === known)?.id;
  if (id !== undefined) {
    await work.call("remove the webhook endpoint", (stripe) => stripe.webhookEndpoints.del(id));
  }
}

function notConfigured(): GenesisError {
  return new GenesisError(
    "STRIPE_NOT_CONFIGURED",
    "The business has payments at Stripe, which is not configured.",
    {
      hint: "Set RUN_GENESIS_FULL_E2E=true and STRIPE_SECRET_KEY to the test key it was set up with.",
    },
  );
}
