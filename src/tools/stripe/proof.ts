import type { Stripe } from "stripe";
import type { PriceDecision } from "../../state/price-decision.ts";
import type { Receipts } from "./receipts.ts";
import { ensure, marked, metadataOf, NotThere, type StripeWork } from "./step.ts";

const LIMIT = 100;
/** Stripe's test card that is accepted (https://docs.stripe.com/testing). */
const TEST_CARD = "pm_card_visa";
const TRIAL_DAYS = 7;

export type Proof = NonNullable<Receipts["proof"]>;

export interface ProofOptions {
  readonly businessName: string;
  readonly price: PriceDecision;
  /** What is already at Stripe. */
  readonly prices: Receipts["prices"];
  /** Where a checkout would return to; never visited. */
  readonly returnUrl: string;
  /** `succeeded`, `declined` or `failed`: told of the payment once it was tried. */
  readonly onPayment: (outcome: string) => void;
  /** Told of each thing once it is there. */
  readonly onProgress: (proof: Proof) => void;
  readonly card?: string | undefined;
}

/**
 * Proves that a business can be paid, in test mode: a checkout opens, a test card pays and is paid back, and a monthly
 * price can be subscribed to. Everything is closed, refunded and cancelled again, and nothing of it happens twice.
 */
export async function provePayments(work: StripeWork, options: ProofOptions): Promise<Proof> {
  const { price, prices, onProgress } = options;
  const { amount_cents, currency } = price;
  const customer = await testCustomer(work, options);
  let proof: Proof = {
    ...{ customer_id: customer.id, amount_cents, currency },
    ...{ checkout_session_id: null, payment_intent_id: null, refund_id: null, subscription_id: null },
  };
  const note = (change: Partial<Proof>) => {
    proof = { ...proof, ...change };
    onProgress(proof);
  };
  const monthly = prices.find(({ interval }) => interval === "month");
  const first = prices[0];
  if (first) note({ checkout_session_id: await openAndClose(work, customer.id, first, options.returnUrl) });
  const intent = await pay(work, customer.id, options);
  note({ payment_intent_id: intent.id, amount_cents: intent.amount });
  note({ refund_id: await refund(work, intent.id) });
  if (monthly) note({ subscription_id: await subscribeAndCancel(work, customer.id, monthly.price_id) });
  return proof;
}

async function testCustomer(work: StripeWork, { businessName }: ProofOptions): Promise<Stripe.Customer> {
  const email = `test-buyer+${work.businessId.slice(0, 8)}@example.com`;
  const { data } = await work.call("list the customers", (stripe) =>
    stripe.customers.list({ email, limit: LIMIT }),
  );
  return ensure(work, "customer:proof", marked(data, work, "proof"), (options) =>
    work.call("create the customer", (stripe) =>
      stripe.customers.create(
        { email, name: `Test buyer of ${businessName}`.slice(0, 250), metadata: metadataOf(work, "proof") },
        options,
      ),
    ),
  );
}

async function openAndClose(
  work: StripeWork,
  customer: string,
  { price_id, interval }: Receipts["prices"][number],
  returnUrl: string,
): Promise<string> {
  const { data } = await work.call("list the checkout sessions", (stripe) =>
    stripe.checkout.sessions.list({ customer, limit: LIMIT }),
  );
  const session = await ensure(work, `checkout:${price_id}`, marked(data, work, "proof"), (options) =>
    work.call("open a checkout session", (stripe) =>
      stripe.checkout.sessions.create(
        {
          customer,
          mode: interval === null ? "payment" : "subscription",
          line_items: [{ price: price_id, quantity: 1 }],
          success_url: returnUrl,
          cancel_url: returnUrl,
          metadata: metadataOf(work, "proof"),
        },
        options,
      ),
    ),
  );
  if (session.status === "open") {
    if (work.reading) throw new NotThere("closed checkout");
    await work.call("close the checkout session", (stripe) => stripe.checkout.sessions.expire(session.id));
  }
  return session.id;
}

async function pay(work: StripeWork, customer: string, options: ProofOptions): Promise<Stripe.PaymentIntent> {
  const { price, businessName, onPayment, card = TEST_CARD } = options;
  const { data } = await work.call("list the payments", (stripe) =>
    stripe.paymentIntents.list({ customer, limit: LIMIT }),
  );
  const standing = marked(data, work, "proof");
  if (standing?.status === "succeeded") return standing;
  const confirm = (id: string) =>
    work.call("take the test payment", (stripe) =>
      stripe.paymentIntents.confirm(id, { payment_method: card }),
    );
  const create = () =>
    ensure(work, `payment:${price.amount_cents}:${price.currency}`, undefined, (key) =>
      work.call("take the test payment", (stripe) =>
        stripe.paymentIntents.create(
          {
            ...{ customer, amount: price.amount_cents, currency: price.currency.toLowerCase() },
            ...{ payment_method: card, payment_method_types: ["card"], confirm: true },
            description: `Test payment of ${businessName}`.slice(0, 500),
            metadata: metadataOf(work, "proof"),
          },
          key,
        ),
      ),
    );
  if (work.reading) throw new NotThere("payment");
  // A payment that was begun is gone on with: two can't both be taken.
  const intent = await counted(() => (standing ? confirm(standing.id) : create()), onPayment);
  return intent;
}

async function counted(
  request: () => Promise<Stripe.PaymentIntent>,
  onPayment: (outcome: string) => void,
): Promise<Stripe.PaymentIntent> {
  try {
    const intent = await request();
    onPayment(intent.status);
    return intent;
  } catch (error) {
    onPayment((error as { code?: string }).code === "STRIPE_DECLINED" ? "declined" : "failed");
    throw error;
  }
}

async function refund(work: StripeWork, payment_intent: string): Promise<string> {
  const { data } = await work.call("list the refunds", (stripe) =>
    stripe.refunds.list({ payment_intent, limit: LIMIT }),
  );
  const refunded = await ensure(work, `refund:${payment_intent}`, data[0], (options) =>
    work.call("refund the test payment", (stripe) => stripe.refunds.create({ payment_intent }, options)),
  );
  return refunded.id;
}

async function subscribeAndCancel(work: StripeWork, customer: string, price: string): Promise<string> {
  const { data } = await work.call("list the subscriptions", (stripe) =>
    stripe.subscriptions.list({ customer, status: "all", limit: LIMIT }),
  );
  const subscription = await ensure(work, `subscription:${price}`, marked(data, work, "proof"), (options) =>
    work.call("subscribe to the monthly price", (stripe) =>
      stripe.subscriptions.create(
        {
          ...{ customer, items: [{ price }], trial_period_days: TRIAL_DAYS },
          metadata: metadataOf(work, "proof"),
        },
        options,
      ),
    ),
  );
  if (subscription.status !== "canceled") {
    if (work.reading) throw new NotThere("cancelled subscription");
    await work.call("cancel the test subscription", (stripe) => stripe.subscriptions.cancel(subscription.id));
  }
  return subscription.id;
}
