import { z } from "zod";
import {
  type App,
  dayOf,
  EMPTY_FORM,
  flash,
  formatDate,
  formError,
  ownerOnly,
  type Product,
  type Request,
  readForm,
  toCsv,
} from "../../kit/index.ts";
import { currentUser, type User, withUser } from "../accounts/index.ts";
import { type Plan, planById, planOf, plansOf } from "./plans.ts";
import { descriptionOf, invoiceFor, KIND, referenceOf, settle } from "./renewal.ts";
import * as store from "./store.ts";
import { BillingPage, PricingPage, ReceiptPage, SubscribersPage } from "./views.tsx";

const Choice = z.object({ plan: z.string("Please choose a plan.").max(60) });

export function routes(app: App, product: Product): void {
  const catalogue = plansOf(product);
  product.payments.onPaid(KIND, (payment) => settle(product, payment));
  const pricing = (c: Request, form = EMPTY_FORM) => {
    const user = currentUser(product, c.get("session"));
    const current = user && planOf(product, user.id);
    return <PricingPage product={product} c={c} catalogue={catalogue} current={current} form={form} />;
  };
  app.get("/pricing", (c) => c.html(pricing(c)));
  app.post(
    "/pricing",
    withUser(product, async (c, user) => {
      const form = await readForm(c, Choice);
      const plan = form.ok ? planById(catalogue, form.data.plan) : undefined;
      if (!plan) return c.html(pricing(c, formError({}, "form", "There is no such plan.")), 422);
      return c.redirect(await choose(c, product, user, plan), 303);
    }),
  );
  accountRoutes(app, product);
  app.get("/owner/billing", ownerOnly, (c) =>
    c.html(<SubscribersPage product={product} c={c} catalogue={catalogue} {...revenue(product)} />),
  );
}

/** A dearer plan is paid for now; a cheaper one begins when what was paid for is used up. */
async function choose(c: Request, product: Product, user: User, plan: Plan): Promise<string> {
  const current = planOf(product, user.id);
  const subscription = store.subscriptionOf(product, user.id);
  if (plan.id === current.id) {
    const stays = subscription?.next_plan && store.planNext(product, user.id, null);
    flash(c, product, stays ? `You stay on ${plan.name}.` : `You are on ${plan.name} already.`);
    return "/billing";
  }
  if (subscription && plan.price_cents <= current.price_cents) {
    store.planNext(product, user.id, plan.id);
    flash(c, product, `You keep ${current.name} until ${formatDate(subscription.period_end)}.`);
    return "/billing";
  }
  const { currency } = plansOf(product);
  const invoice = store.openInvoice(product, invoiceFor(user.id, plan, currency));
  return product.payments.checkout({
    reference: referenceOf(invoice),
    amountCents: plan.price_cents,
    currency,
    description: descriptionOf(product, plan),
    recurring: true,
    successPath: "/billing/thanks",
    cancelPath: "/pricing",
  });
}

function accountRoutes(app: App, product: Product): void {
  app.get(
    "/billing",
    withUser(product, (c, user) => {
      const subscription = store.subscriptionOf(product, user.id);
      const next = subscription?.next_plan ? planById(plansOf(product), subscription.next_plan) : undefined;
      return c.html(
        <BillingPage
          product={product}
          c={c}
          catalogue={plansOf(product)}
          plan={planOf(product, user.id)}
          subscription={subscription}
          next={next}
          receipts={store.receiptsOf(product, user.id)}
        />,
      );
    }),
  );
  app.get(
    "/billing/thanks",
    withUser(product, (c, user) => {
      flash(
        c,
        product,
        `You are on ${planOf(product, user.id).name}. The receipt is below and in your e-mail.`,
      );
      return c.redirect("/billing", 303);
    }),
  );
  app.get(
    "/billing/receipts.csv",
    withUser(product, (c, user) => {
      const rows = store
        .receiptsOf(product, user.id)
        .map((one) => [
          one.id,
          dayOf(one.paid_at ?? 0),
          one.plan_name,
          (one.amount_cents / 100).toFixed(2),
          one.currency,
        ]);
      return c.body(toCsv([["receipt", "paid", "plan", "amount", "currency"], ...rows]), 200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="receipts.csv"',
      });
    }),
  );
  app.get(
    "/billing/receipts/:id{[0-9]+}",
    withUser(product, (c, user) => {
      const receipt = store.receiptsOf(product, user.id).find(({ id }) => id === Number(c.req.param("id")));
      return receipt
        ? c.html(<ReceiptPage product={product} c={c} receipt={receipt} user={user} />)
        : c.notFound();
    }),
  );
}

function revenue(product: Product) {
  const now = new Date(product.now());
  const month = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
  return { subscribers: store.subscribers(product), receivedCents: store.receivedSince(product, month) };
}
