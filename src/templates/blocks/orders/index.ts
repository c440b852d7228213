import { z } from "zod";
import { type Block, type Product, settingsOf } from "../../kit/index.ts";
import type { OrderDraft } from "./model.ts";
import { routes } from "./routes.tsx";
import { paid, payBack, payPath, releaseLapsed } from "./service.ts";
import { MIGRATIONS, orderById, orderPath, placeOrder } from "./store.ts";

export type { Address, Order, OrderDraft, OrderLine, Sums } from "./model.ts";
export { linesOf, orderById, orderPath, usesOfCode } from "./store.ts";
export { SumList } from "./views.tsx";

const SettingsSchema = z.object({ hold_minutes: z.int().min(1).max(10_080).default(30) });

/** Writes an order down with its stock taken; or says what there is not enough of, and does nothing. */
export function place(
  product: Product,
  draft: OrderDraft,
): { readonly id: number } | { readonly missing: string } {
  const { hold_minutes } = settingsOf(product, "orders", SettingsSchema);
  return placeOrder(product, draft, hold_minutes * 60_000);
}

/** Where the customer pays; an order that costs nothing is paid at once. */
export async function payFor(product: Product, id: number): Promise<string> {
  const order = orderById(product, id);
  if (!order) throw new Error(`There is no order ${id}.`);
  if (order.total_cents > 0) return payPath(product, order);
  paid(product, id);
  return orderPath(product, id);
}

/** Other blocks add to a customer's order page in `orders:below`. */
export const block: Block = {
  id: "orders",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/orders", label: "Track an order" }],
  ownerNav: () => [{ href: "/owner/orders", label: "Orders" }],
  jobs: [
    { name: "give up unpaid orders", run: releaseLapsed },
    { name: "pay back what is owed", run: payBack },
  ],
  routes,
};
