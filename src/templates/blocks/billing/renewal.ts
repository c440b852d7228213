import { formatDate, formatMoney, type Payment, type Product } from "../../kit/index.ts";
import { userById } from "../accounts/index.ts";
import { type Plan, planById, plansOf } from "./plans.ts";
import * as store from "./store.ts";

/** The kind of reference under which subscriptions are paid. */
export const KIND = "subscription";

export const referenceOf = (invoice: number): string => `${KIND}:${invoice}`;

/** The same day of a later month, or the last one of a shorter month. */
export function addMonths(time: number, months: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** Gives what was paid for: a new subscription begins today, a renewal goes on where the last month ended. */
export function settle(product: Product, payment: Payment): void {
  const invoice = store.invoiceById(product, Number(payment.reference.split(":")[1]));
  if (!invoice || invoice.paid_at !== null) return;
  const before = store.subscriptionOf(product, invoice.user_id);
  const renewed = invoice.renewal_period !== null ? before : undefined;
  const started = renewed?.started_at ?? product.now();
  const period = invoice.renewal_period ?? 1;
  const until = addMonths(started, period);
  store.markPaid(product, invoice.id, until);
  store.saveSubscription(product, {
    user_id: invoice.user_id,
    plan: invoice.plan,
    next_plan: null,
    first_invoice: renewed?.first_invoice ?? invoice.id,
    period,
    started_at: started,
    period_end: until,
  });
  product.events.count(renewed ? "subscription renewed" : "subscription bought");
  mail(
    product,
    invoice.user_id,
    `receipt:${invoice.id}`,
    `Receipt ${invoice.id} from ${product.business.name}`,
    `thank you. We received ${formatMoney(invoice.amount_cents, invoice.currency)} for the plan ${invoice.plan_name}, ` +
      `until ${formatDate(until)}.\n\nYour receipt: ${product.baseUrl}/billing/receipts/${invoice.id}`,
  );
}

/** Renews, changes or ends each subscription whose month is over. */
export async function renewDue(product: Product): Promise<number> {
  const due = store.dueSubscriptions(product);
  for (const subscription of due) await renewOne(product, subscription);
  return due.length;
}

async function renewOne(product: Product, subscription: store.Subscription): Promise<void> {
  const catalogue = plansOf(product);
  const plan = planById(catalogue, subscription.next_plan ?? subscription.plan);
  if (!plan || plan.price_cents === 0) return end(product, subscription, "as you asked");
  const invoice = store.openInvoice(product, {
    ...invoiceFor(subscription.user_id, plan, catalogue.currency),
    renewal_period: subscription.period + 1,
  });
  const charged = await product.payments.renew(referenceOf(subscription.first_invoice), {
    reference: referenceOf(invoice),
    amountCents: plan.price_cents,
    description: descriptionOf(product, plan),
  });
  if (!charged) end(product, subscription, "because the payment could not be renewed");
}

function end(product: Product, { user_id, first_invoice, period }: store.Subscription, why: string): void {
  store.endSubscription(product, user_id);
  product.events.count("subscription ended");
  mail(
    product,
    user_id,
    `subscription-ended:${first_invoice}:${period}`,
    `Your plan of ${product.business.name} has ended`,
    `your paid plan has ended, ${why}. You are on the free plan now; nothing of yours is deleted.\n\n` +
      `The plans: ${product.baseUrl}/pricing`,
  );
}

export function invoiceFor(userId: number, plan: Plan, currency: string) {
  return {
    user_id: userId,
    plan: plan.id,
    plan_name: plan.name,
    amount_cents: plan.price_cents,
    currency,
    renewal_period: null,
  };
}

export function descriptionOf(product: Product, plan: Plan): string {
  return `${product.business.name}: ${plan.name}`;
}

function mail(product: Product, userId: number, onceKey: string, subject: string, text: string): void {
  const user = userById(product, userId);
  if (user)
    product.outbox.send({ to: user.email, subject, body: `Hello ${user.name},\n\n${text}\n`, onceKey });
}
