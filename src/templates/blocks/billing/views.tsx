import type { Child } from "hono/jsx";
import {
  Badge,
  Card,
  EmptyState,
  FormProblem,
  type FormState,
  formatDate,
  formatMoney,
  Page,
  PageHeading,
  PostButton,
  type Product,
  type Request,
  Stat,
  Table,
} from "../../kit/index.ts";
import type { User } from "../accounts/index.ts";
import { type Catalogue, type Plan, planById } from "./plans.ts";
import type { Invoice, SubscriberRow, Subscription } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

function PlanCard({ plan, currency, children }: { plan: Plan; currency: string; children?: Child }) {
  return (
    <li class="card">
      <h3>{plan.name}</h3>
      <p class="price">
        {formatMoney(plan.price_cents, currency)} <small>a month</small>
      </p>
      <p class="muted">{plan.summary}</p>
      <ul class="ticks">
        {plan.features.map((feature) => (
          <li>{feature}</li>
        ))}
      </ul>
      {children}
    </li>
  );
}

/** The plans on the home page. */
export function PlanBand({ catalogue: { plans, currency } }: { catalogue: Catalogue }) {
  return (
    <section class="band" id="plans">
      <div class="inner">
        <h2>Plans</h2>
        <ul class="grid">
          {plans.map((plan) => (
            <PlanCard plan={plan} currency={currency} />
          ))}
        </ul>
        <p>
          <a class="button secondary" href="/pricing">
            Compare the plans
          </a>
        </p>
      </div>
    </section>
  );
}

export function PricingPage({
  product,
  c,
  catalogue: { plans, currency },
  current,
  form,
}: View & { catalogue: Catalogue; current: Plan | undefined; form: FormState }) {
  const structuredData = {
    "@type": "WebApplication",
    name: product.business.name,
    url: product.baseUrl,
    applicationCategory: "BusinessApplication",
    offers: plans.map(({ name, price_cents }) => ({
      "@type": "Offer",
      name,
      price: (price_cents / 100).toFixed(2),
      priceCurrency: currency,
    })),
  };
  return (
    <Page
      product={product}
      c={c}
      title="Pricing"
      description={`What ${product.business.name} costs: ${plans.map(({ name, price_cents }) => `${name} ${formatMoney(price_cents, currency)}`).join(", ")} a month.`}
      structuredData={structuredData}
    >
      <PageHeading title="Pricing" lead="Start free, pay by the month, leave when you like." />
      <FormProblem form={form} />
      <h2 class="visually-hidden">Plans</h2>
      <ul class="grid">
        {plans.map((plan) => (
          <PlanCard plan={plan} currency={currency}>
            <PlanAction plan={plan} current={current} />
          </PlanCard>
        ))}
      </ul>
      <p class="muted">
        An upgrade is paid at once and counts from that day. A downgrade or a cancellation takes effect when
        the month you paid for is over.{" "}
        {product.payments.mode === "test" && "Payments are in test mode: no money moves."}
      </p>
    </Page>
  );
}

function PlanAction({ plan, current }: { plan: Plan; current: Plan | undefined }) {
  if (!current) {
    return (
      <a class={`button ${plan.price_cents === 0 ? "secondary" : "primary"}`} href="/sign-up">
        {plan.price_cents === 0 ? "Start free" : `Choose ${plan.name}`}
      </a>
    );
  }
  if (plan.id === current.id) {
    return (
      <p>
        <Badge tone="good">Your plan</Badge>
      </p>
    );
  }
  const up = plan.price_cents > current.price_cents;
  return (
    <PostButton
      action="/pricing"
      fields={{ plan: plan.id }}
      kind={up ? "primary" : "secondary"}
      label={up ? `Upgrade to ${plan.name}` : `Change to ${plan.name}`}
    />
  );
}

interface Billing {
  readonly catalogue: Catalogue;
  readonly plan: Plan;
  readonly subscription: Subscription | undefined;
  readonly next: Plan | undefined;
  readonly receipts: readonly Invoice[];
}

export function BillingPage({ product, c, catalogue, plan, subscription, next, receipts }: View & Billing) {
  return (
    <Page product={product} c={c} title="Billing" hidden>
      <PageHeading title="Billing" lead="Your plan and what you have paid.">
        <a class="button primary" href="/pricing">
          {subscription ? "Change plan" : "Upgrade"}
        </a>
      </PageHeading>
      <Card title={`Your plan: ${plan.name}`}>
        <p class="price">
          {formatMoney(plan.price_cents, catalogue.currency)} <small>a month</small>
        </p>
        <ul class="ticks">
          {plan.features.map((feature) => (
            <li>{feature}</li>
          ))}
        </ul>
        {subscription && (
          <SubscriptionState subscription={subscription} plan={plan} next={next} free={catalogue.plans[0]} />
        )}
      </Card>
      <h2>Receipts</h2>
      {receipts.length === 0 ? (
        <EmptyState title="No payments yet.">
          <p>The free plan costs nothing. When you upgrade, receipts appear here.</p>
        </EmptyState>
      ) : (
        <>
          <Table
            caption="Receipts"
            head={["Receipt", "Paid", "Plan", "Amount"]}
            rows={receipts.map(({ id, paid_at, plan_name, amount_cents, currency }) => [
              <a href={`/billing/receipts/${id}`}>Receipt {id}</a>,
              formatDate(paid_at ?? 0),
              plan_name,
              formatMoney(amount_cents, currency),
            ])}
          />
          <p>
            <a href="/billing/receipts.csv">Download as CSV</a>
          </p>
        </>
      )}
    </Page>
  );
}

function SubscriptionState({
  subscription,
  plan,
  next,
  free,
}: {
  subscription: Subscription;
  plan: Plan;
  next: Plan | undefined;
  free: Plan | undefined;
}) {
  const end = formatDate(subscription.period_end);
  if (next) {
    return (
      <>
        <p>
          {plan.name} ends on {end}; then you are on <strong>{next.name}</strong>.
        </p>
        <PostButton action="/pricing" fields={{ plan: plan.id }} label={`Stay on ${plan.name}`} />
      </>
    );
  }
  return (
    <>
      <p>Renews on {end}.</p>
      {free && (
        <PostButton
          action="/pricing"
          fields={{ plan: free.id }}
          kind="danger"
          label="Cancel at the end of the month"
        />
      )}
    </>
  );
}

export function ReceiptPage({ product, c, receipt, user }: View & { receipt: Invoice; user: User }) {
  const rows: [string, string][] = [
    ["Paid by", `${user.name}, ${user.email}`],
    ["Paid on", formatDate(receipt.paid_at ?? 0)],
    ["For", `${product.business.name}: ${receipt.plan_name}, one month`],
    ["Until", formatDate(receipt.covers_until ?? 0)],
    ["Amount", formatMoney(receipt.amount_cents, receipt.currency)],
  ];
  return (
    <Page product={product} c={c} title={`Receipt ${receipt.id}`} hidden>
      <PageHeading title={`Receipt ${receipt.id}`} lead={product.business.name} />
      <Table caption={`Receipt ${receipt.id}`} head={["What", "Details"]} rows={rows} />
      {product.payments.mode === "test" && <p class="notice plain">Paid in test mode: no money moved.</p>}
      <p>
        <a href="/billing">Back to billing</a>
      </p>
    </Page>
  );
}

export function SubscribersPage({
  product,
  c,
  catalogue,
  subscribers,
  receivedCents,
}: View & { catalogue: Catalogue; subscribers: readonly SubscriberRow[]; receivedCents: number }) {
  const nameOf = (id: string) => planById(catalogue, id)?.name ?? id;
  const monthly = subscribers.reduce(
    (sum, { plan }) => sum + (planById(catalogue, plan)?.price_cents ?? 0),
    0,
  );
  return (
    <Page product={product} c={c} title="Subscriptions" hidden>
      <PageHeading title="Subscriptions" lead="Who pays for what." />
      <div class="stats">
        <Stat label="Subscribers" value={subscribers.length} />
        <Stat label="Monthly revenue" value={formatMoney(monthly, catalogue.currency)} />
        <Stat
          label="Received this month"
          value={formatMoney(receivedCents, catalogue.currency)}
          {...(product.payments.mode === "test" && { note: "in test mode" })}
        />
      </div>
      {subscribers.length === 0 ? (
        <EmptyState title="Nobody has subscribed yet." />
      ) : (
        <Table
          caption="Subscriptions"
          head={["E-mail", "Plan", "Since", "Paid until", "Then"]}
          rows={subscribers.map(({ email, plan, started_at, period_end, next_plan }) => [
            email,
            nameOf(plan),
            formatDate(started_at),
            formatDate(period_end),
            next_plan ? nameOf(next_plan) : "renews",
          ])}
        />
      )}
    </Page>
  );
}
