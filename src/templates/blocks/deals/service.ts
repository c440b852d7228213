import type { Product } from "../../kit/index.ts";
import { userById } from "../accounts/index.ts";
import { ACTIONS, type Action, type Deal, type Party } from "./model.ts";
import * as store from "./store.ts";

/** Writes to one side of a deal; nobody when their account is gone. */
export function tell(
  product: Product,
  deal: Deal,
  to: "buyer" | "seller",
  text: string,
  onceKey?: string,
): void {
  const user = userById(product, to === "buyer" ? deal.buyer_user : deal.seller_user);
  if (!user) return;
  product.outbox.send({
    to: user.email,
    subject: `${product.business.name}: ${deal.title}`,
    body: `Hello ${user.name},\n\n${text}\n\n${product.baseUrl}/deals/${deal.id}\n`,
    ...(onceKey && { onceKey: `deal:${deal.id}:${onceKey}` }),
  });
}

export function paid(product: Product, id: number): void {
  const outcome = store.markPaid(product, id);
  const deal = store.dealById(product, id);
  if (!deal || outcome === "nothing") return;
  if (outcome === "refund") {
    tell(product, deal, "buyer", "you had withdrawn, so your payment goes back.", "late");
    return;
  }
  product.events.count("deals paid");
  tell(product, deal, "seller", "somebody ordered and paid. Please accept or decline.", "paid:seller");
  tell(product, deal, "buyer", "your payment has arrived. We hold it until the work is done.", "paid:buyer");
}

const NEWS: Readonly<Record<Action, readonly ("buyer" | "seller")[]>> = {
  accept: ["buyer"],
  decline: ["buyer"],
  deliver: ["buyer"],
  withdraw: ["seller"],
  confirm: ["seller"],
  dispute: ["seller"],
  release: ["buyer", "seller"],
  refund: ["buyer", "seller"],
};
const WORDS: Readonly<Record<Action, string>> = {
  accept: "the seller accepted.",
  decline: "the seller declined. Your money goes back.",
  deliver: "the seller says that it is done. Please confirm, or say what is wrong.",
  withdraw: "the buyer withdrew.",
  confirm: "the buyer confirmed. Your share is on your balance.",
  dispute: "the buyer says that something is wrong. We look at it.",
  release: "we looked at the dispute: the seller is paid.",
  refund: "we looked at the dispute: the buyer gets the money back.",
};

/** Takes a step, with the money and the messages that belong to it. */
export async function take(product: Product, id: number, action: Action): Promise<boolean> {
  if (!store.act(product, id, action)) return false;
  const deal = store.dealById(product, id);
  if (deal) for (const to of NEWS[action]) tell(product, deal, to, WORDS[action], action);
  if (ACTIONS[action].to === "cancelled") await payBack(product);
  return true;
}

/** Gives back what is owed; what fails stays owed and is tried again by the next run. */
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

/** Who says nothing for some days after delivery has confirmed. */
export async function confirmSilent(product: Product): Promise<number> {
  let done = 0;
  for (const id of store.silent(product)) if (await take(product, id, "confirm")) done += 1;
  return done;
}

/** Where the buyer pays. */
export function payPath(product: Product, deal: Deal): Promise<string> {
  return product.payments.checkout({
    reference: store.referenceOf(deal.id),
    amountCents: deal.price_cents,
    currency: deal.currency,
    description: deal.title,
    successPath: `/deals/${deal.id}`,
    cancelPath: `/deals/${deal.id}`,
  });
}

/** Which side somebody is on; undefined for strangers. */
export function partyOf(
  deal: Deal,
  session: { role: string; userId: number } | undefined,
): Party | undefined {
  if (session?.role === "owner") return "owner";
  if (session?.role !== "user") return undefined;
  if (session.userId === deal.buyer_user) return "buyer";
  return session.userId === deal.seller_user ? "seller" : undefined;
}
