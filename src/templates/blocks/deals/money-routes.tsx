import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  flash,
  formError,
  ownerOnly,
  type Product,
  type Request,
  readForm,
  toCsv,
} from "../../kit/index.ts";
import { usersOnly } from "../accounts/index.ts";
import { currentSeller } from "../sellers/index.ts";
import * as money from "./money.ts";
import { BalancePage, CommissionPage } from "./money-views.tsx";
import { allDeals } from "./store.ts";

const PayoutForm = z.object({
  seller: field.whole(1, Number.MAX_SAFE_INTEGER),
  amount: field.price().refine((cents) => cents > 0, "More than 0, please."),
  note: field.optional(200),
});

/** The seller's balance, and the owner's commission and payouts. */
export function moneyRoutes(app: App, product: Product): void {
  app.get("/sell/balance", usersOnly, (c) => {
    const seller = currentSeller(product, c.get("session"));
    return seller ? c.html(<BalancePage product={product} c={c} seller={seller} />) : c.redirect("/sell");
  });
  const page = (c: Request, form: FormState, status: 200 | 422 = 200) =>
    c.html(<CommissionPage product={product} c={c} form={form} />, status);
  app.get("/owner/deals", ownerOnly, (c) => page(c, EMPTY_FORM));
  app.get("/owner/deals/export.csv", ownerOnly, (c) =>
    c.body(exportDeals(product), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="deals.csv"',
    }),
  );
  app.post("/owner/payouts", ownerOnly, async (c) => {
    const form = await readForm(c, PayoutForm);
    if (!form.ok) return page(c, form.form, 422);
    const { seller, amount, note } = form.data;
    if (!money.payOut(product, seller, amount, note)) {
      const typed = { seller, note, amount: (amount / 100).toFixed(2) };
      return page(c, formError(typed, "amount", "The seller is not owed so much."), 422);
    }
    flash(c, product, "The payout is noted.");
    return c.redirect("/owner/deals", 303);
  });
}

function exportDeals(product: Product): string {
  const amount = (cents: number) => (cents / 100).toFixed(2);
  const head = ["deal", "ordered", "state", "title", "price", "seller's share", "commission", "currency"];
  const rows = allDeals(product).map((deal) => [
    ...[deal.id, new Date(deal.created_at).toISOString(), deal.status, deal.title, amount(deal.price_cents)],
    ...[amount(deal.seller_cents), amount(deal.commission_cents), deal.currency],
  ]);
  return toCsv([head, ...rows]);
}
