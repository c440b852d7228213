import type { Child } from "hono/jsx";
import {
  Badge,
  Card,
  EmptyState,
  Field,
  FormProblem,
  type FormState,
  formatMoney,
  formatTime,
  Page,
  PageHeading,
  PostButton,
  type Product,
  type Request,
  Stat,
  Table,
} from "../../kit/index.ts";
import { NEXT, type Order, orderNumber, STATUS_NAMES, STATUSES, type Status } from "./model.ts";
import { linesOf, orderPath, revenue, stepsOf } from "./store.ts";

interface View {
  readonly product: Product;
  readonly c: Request;
}

export function FindPage({ product, c, form }: View & { form: FormState }) {
  const description = `Where your order of ${product.business.name} is.`;
  return (
    <Page product={product} c={c} title="Track an order" description={description}>
      <PageHeading
        title="Track an order"
        lead="The link to your order is in the confirmation we sent. We send it again to the same address."
      />
      <Card>
        <form method="post" action="/orders">
          <FormProblem form={form} />
          <Field name="number" label="Order number" form={form} placeholder="#1001" maxlength={10} />
          <Field name="email" label="E-mail" type="email" form={form} autocomplete="email" />
          <button class="button primary" type="submit">
            Send the link
          </button>
        </form>
      </Card>
    </Page>
  );
}

export function StatusBadge({ status }: { status: Status }) {
  const tone = status === "cancelled" ? "bad" : status === "awaiting_payment" ? "plain" : "good";
  return <Badge tone={tone}>{STATUS_NAMES[status]}</Badge>;
}

const LEADS: Readonly<Record<Status, string>> = {
  awaiting_payment: "It is not paid yet. We hold what you ordered for a short while.",
  paid: "Thank you. It is paid, and we pack it next.",
  packed: "It is packed and waits for the carrier.",
  shipped: "It is on its way to you.",
  delivered: "It has arrived. Enjoy it.",
  cancelled: "It is cancelled.",
};

export function OrderPage({ product, c, order, below }: View & { order: Order; below: Child }) {
  const path = orderPath(product, order.id);
  const canCancel = order.status === "awaiting_payment" || order.status === "paid";
  return (
    <Page product={product} c={c} title={`Order ${orderNumber(order)}`} hidden>
      <PageHeading title={`Order ${orderNumber(order)}`} lead={LEADS[order.status]}>
        <StatusBadge status={order.status} />
      </PageHeading>
      {order.status === "awaiting_payment" && (
        <p>
          <PostButton
            action={`${path}/pay`}
            label={`Pay ${formatMoney(order.total_cents, order.currency)}`}
            kind="primary"
          />
        </p>
      )}
      <Refund order={order} />
      <Parcel order={order} />
      <Details product={product} order={order} />
      {below}
      {canCancel && <PostButton action={`${path}/cancel`} label="Cancel this order" kind="danger" />}
    </Page>
  );
}

function Refund({ order }: { order: Order }) {
  if (order.refund === "none") return null;
  const amount = formatMoney(order.total_cents, order.currency);
  return (
    <p class="notice plain">
      {order.refund === "due" ? `${amount} is being paid back.` : `${amount} was paid back.`}
    </p>
  );
}

function Parcel({ order }: { order: Order }) {
  if (order.tracking === "") return null;
  return (
    <p>
      Shipped with {order.carrier}, tracking number <strong>{order.tracking}</strong>.
    </p>
  );
}

function Details({ product, order }: { product: Product; order: Order }) {
  const money = (cents: number) => formatMoney(cents, order.currency);
  return (
    <>
      <Table
        caption="What was ordered"
        head={["Product", "Price", "Quantity", "Together"]}
        rows={linesOf(product, order.id).map(({ name, price_cents, quantity }) => [
          name,
          money(price_cents),
          quantity,
          money(price_cents * quantity),
        ])}
      />
      <SumList sums={order} code={order.discount_code} money={money} />
      <div class="split">
        <Card title="Goes to" quiet>
          <p>
            {[order.name, order.street, `${order.postcode} ${order.city}`, order.country].map((line) => (
              <>
                {line}
                <br />
              </>
            ))}
          </p>
          {order.note && <p class="muted">Note: {order.note}</p>}
        </Card>
        <Card title="So far" quiet>
          <ul class="ticks">
            {stepsOf(product, order.id).map(({ status, at }) => (
              <li>
                {status === "awaiting_payment" ? "Ordered" : STATUS_NAMES[status]}, {formatTime(at)}
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </>
  );
}

/** How the total comes about. */
export function SumList({
  sums,
  code,
  money,
}: {
  sums: Pick<Order, "subtotal_cents" | "discount_cents" | "shipping_cents" | "total_cents">;
  code: string;
  money: (cents: number) => string;
}) {
  return (
    <dl class="sums">
      <dt>Subtotal</dt>
      <dd>{money(sums.subtotal_cents)}</dd>
      {sums.discount_cents > 0 && (
        <>
          <dt>Discount {code}</dt>
          <dd>-{money(sums.discount_cents)}</dd>
        </>
      )}
      <dt>Shipping</dt>
      <dd>{sums.shipping_cents === 0 ? "free" : money(sums.shipping_cents)}</dd>
      <dt class="total">Total</dt>
      <dd class="total">{money(sums.total_cents)}</dd>
    </dl>
  );
}

export function OrdersPage({
  product,
  c,
  status,
  orders,
}: View & { status: Status | null; orders: readonly Order[] }) {
  const { orders: count, cents } = revenue(product);
  const currency = orders[0]?.currency;
  return (
    <Page product={product} c={c} title="Orders" hidden>
      <PageHeading title="Orders" lead="The latest first.">
        <a class="button secondary" href="/owner/orders/export.csv">
          Export as CSV
        </a>
      </PageHeading>
      <div class="stats">
        <Stat label="Paid orders" value={count} />
        <Stat label="Received for them" value={formatMoney(cents, currency)} />
      </div>
      <nav aria-label="Orders by state">
        <ul class="chips">
          {[null, ...STATUSES].map((one) => (
            <li>
              <a
                class="chip"
                href={one ? `/owner/orders?status=${one}` : "/owner/orders"}
                aria-current={one === status ? "page" : undefined}
              >
                {one ? STATUS_NAMES[one] : "All"}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {orders.length === 0 ? (
        <EmptyState title="No orders here." />
      ) : (
        <Table
          caption="Orders"
          head={["Order", "When", "Customer", "Total", "State"]}
          rows={orders.map((order) => [
            <a href={`/owner/orders/${order.id}`}>{orderNumber(order)}</a>,
            formatTime(order.created_at),
            order.name,
            formatMoney(order.total_cents, order.currency),
            <StatusBadge status={order.status} />,
          ])}
        />
      )}
    </Page>
  );
}

const STEPS: Readonly<Partial<Record<Status, string>>> = {
  paid: "Mark as packed",
  packed: "Mark as shipped",
  shipped: "Mark as delivered",
};

export function OwnerOrderPage({ product, c, order, form }: View & { order: Order; form: FormState }) {
  const canCancel = ["awaiting_payment", "paid", "packed"].includes(order.status);
  return (
    <Page product={product} c={c} title={`Order ${orderNumber(order)}`} hidden>
      <p class="muted">
        <a href="/owner/orders">Orders</a>
      </p>
      <PageHeading title={`Order ${orderNumber(order)}`} lead={`${order.name}, ${order.email}`}>
        <StatusBadge status={order.status} />
      </PageHeading>
      {NEXT[order.status] ? (
        <Card title="Next step">
          <form method="post" action={`/owner/orders/${order.id}/advance`}>
            <FormProblem form={form} />
            <input type="hidden" name="from" value={order.status} />
            {order.status === "packed" && (
              <div class="form-row">
                <Field name="carrier" label="Carrier" form={form} maxlength={60} />
                <Field name="tracking" label="Tracking number" form={form} maxlength={80} />
              </div>
            )}
            <button class="button primary" type="submit">
              {STEPS[order.status]}
            </button>
          </form>
        </Card>
      ) : (
        <FormProblem form={form} />
      )}
      <Refund order={order} />
      <Parcel order={order} />
      <Details product={product} order={order} />
      {canCancel && (
        <PostButton
          action={`/owner/orders/${order.id}/cancel`}
          label={order.status === "awaiting_payment" ? "Cancel" : "Cancel and pay back"}
          kind="danger"
        />
      )}
    </Page>
  );
}
