import { formatMoney, type Product } from "../../kit/index.ts";
import { type Order, orderNumber } from "./model.ts";
import * as store from "./store.ts";

/** Tells the customer once for each occasion. */
function tell(product: Product, order: Order, occasion: string, subject: string, text: string): void {
  const name = product.business.name;
  product.outbox.send({
    to: order.email,
    subject: `${name}: ${subject}`,
    body: `Hello ${order.name},\n\n${text}\n\nYour order ${orderNumber(order)}: ${product.baseUrl}${store.orderPath(product, order.id)}\n\n${name}\n`,
    onceKey: `order:${order.id}:${occasion}`,
  });
}

/** What follows from a payment. */
export function paid(product: Product, id: number): void {
  const outcome = store.markPaid(product, id);
  const order = store.orderById(product, id);
  if (!order || outcome === "nothing") return;
  if (outcome === "refund") {
    const text =
      "your payment came after the order had been given up, and what you wanted is sold out. We are paying it back.";
    tell(product, order, "late", `order ${orderNumber(order)} could not be kept`, text);
    return;
  }
  product.events.count("orders paid");
  const lines = store
    .linesOf(product, id)
    .map(
      ({ name, quantity, price_cents }) =>
        `${quantity} x ${name}: ${formatMoney(price_cents * quantity, order.currency)}`,
    );
  const money = (cents: number) => formatMoney(cents, order.currency);
  const sums = [
    ...(order.discount_cents > 0 ? [`Discount: -${money(order.discount_cents)}`] : []),
    `Shipping: ${order.shipping_cents === 0 ? "free" : money(order.shipping_cents)}`,
    `Total: ${money(order.total_cents)}`,
  ];
  const text = `thank you for your order.\n\n${[...lines, ...sums].join("\n")}\n\nIt goes to:\n${order.name}\n${order.street}\n${order.postcode} ${order.city}\n${order.country}`;
  tell(product, order, "paid", `your order ${orderNumber(order)}`, text);
}

export function shipped(product: Product, order: Order): void {
  const text = `your parcel is on its way with ${order.carrier}. Tracking number: ${order.tracking}`;
  tell(product, order, "shipped", `order ${orderNumber(order)} is on its way`, text);
}

/** Cancels, gives stock and money back, and tells the customer. False when it is too late for that. */
export async function cancel(
  product: Product,
  id: number,
  from: Parameters<typeof store.cancelOrder>[2],
): Promise<boolean> {
  if (!store.cancelOrder(product, id, from)) return false;
  const order = store.orderById(product, id);
  if (order) {
    const text =
      order.refund === "due"
        ? `your order is cancelled. We are paying ${formatMoney(order.total_cents, order.currency)} back.`
        : "your order is cancelled. Nothing was charged.";
    tell(product, order, "cancelled", `order ${orderNumber(order)} is cancelled`, text);
  }
  await payBack(product);
  return true;
}

/** Gives back what is owed; returns how many payments. What fails stays owed and is tried again by the next run. */
export async function payBack(product: Product): Promise<number> {
  let done = 0;
  for (const { id } of store.owedRefunds(product)) {
    const reference = store.referenceOf(id);
    const refunded = await product.payments.refund(reference);
    if (!refunded && product.payments.find(reference)?.status !== "refunded") continue;
    store.refundDone(product, id);
    done += 1;
  }
  return done;
}

/** Gives the stock of unpaid orders back after their time. */
export async function releaseLapsed(product: Product): Promise<number> {
  let done = 0;
  for (const id of store.lapsed(product)) if (await cancel(product, id, ["awaiting_payment"])) done += 1;
  return done;
}

/** The payment page for an order that waits for its payment. */
export function payPath(product: Product, order: Order): Promise<string> {
  const path = store.orderPath(product, order.id);
  return product.payments.checkout({
    reference: store.referenceOf(order.id),
    amountCents: order.total_cents,
    currency: order.currency,
    description: `Order ${orderNumber(order)} of ${product.business.name}`,
    successPath: path,
    cancelPath: path,
  });
}
