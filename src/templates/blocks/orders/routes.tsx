import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  fillSlot,
  flash,
  ownerOnly,
  type Product,
  RateLimit,
  type Request,
  readForm,
  sameSecret,
  signature,
  toCsv,
} from "../../kit/index.ts";
import { type Order, orderNumber, STATUSES } from "./model.ts";
import { cancel, paid, payPath, shipped } from "./service.ts";
import * as store from "./store.ts";
import { FindPage, OrderPage, OrdersPage, OwnerOrderPage } from "./views.tsx";

const FindForm = z.object({
  number: z
    .string("Please enter the number.")
    .trim()
    .regex(/^#?\d{1,9}$/, "A number like #1001, please.")
    .transform((text) => Number(text.replace("#", "")) - 1_000),
  email: field.email(),
});
/** `from` is where the owner saw the order; who ships it says how. */
const StepForm = z.discriminatedUnion("from", [
  z.object({ from: z.literal("packed"), carrier: field.line(60), tracking: field.line(80) }),
  z.object({
    from: z.enum(["paid", "shipped"]),
    carrier: z.literal("").default(""),
    tracking: z.literal("").default(""),
  }),
]);

const STEP_DONE: Readonly<Record<z.infer<typeof StepForm>["from"], string>> = {
  paid: "It is marked as packed.",
  packed: "It is marked as shipped, and the customer is told.",
  shipped: "It is marked as delivered.",
};

export function routes(app: App, product: Product): void {
  product.payments.onPaid("order", ({ reference }) => paid(product, Number(reference.split(":")[1])));
  findRoutes(app, product);
  customerRoutes(app, product);
  ownerRoutes(app, product);
}

/** Who lost the link gets it again by e-mail; the answer does not tell whether there is such an order. */
function findRoutes(app: App, product: Product): void {
  const attempts = new RateLimit({ max: 5, windowMs: 10 * 60_000, now: product.now });
  app.get("/orders", (c) => c.html(<FindPage product={product} c={c} form={EMPTY_FORM} />));
  app.post("/orders", async (c) => {
    const form = await readForm(c, FindForm);
    if (!form.ok) return c.html(<FindPage product={product} c={c} form={form.form} />, 422);
    const { number, email } = form.data;
    if (!attempts.take(email)) {
      const busy = { values: {}, errors: { form: "Too many attempts. Wait some minutes and try again." } };
      return c.html(<FindPage product={product} c={c} form={busy} />, 429);
    }
    const order = store.orderById(product, number);
    if (order?.email === email) {
      product.outbox.send({
        to: email,
        subject: `${product.business.name}: your order ${orderNumber(order)}`,
        body: `Hello ${order.name},\n\nhere is the link to your order: ${product.baseUrl}${store.orderPath(product, order.id)}\n`,
      });
    }
    flash(c, product, "If there is such an order, its link is in your mailbox now.");
    return c.redirect("/orders", 303);
  });
}

function customerRoutes(app: App, product: Product): void {
  const find = (c: Request) => {
    const id = Number(c.req.param("id"));
    const right = sameSecret(c.req.param("key") ?? "", signature(product, `order:${id}`));
    return right ? store.orderById(product, id) : undefined;
  };
  const path = "/orders/:id{[0-9]+}/:key";
  app.get(path, (c) => {
    const order = find(c);
    if (!order) return c.notFound();
    const below = fillSlot(product, c, "orders:below", order.id);
    return c.html(<OrderPage product={product} c={c} order={order} below={below} />);
  });
  app.post(`${path}/pay`, async (c) => {
    const order = find(c);
    if (!order) return c.notFound();
    if (order.status !== "awaiting_payment") return c.redirect(store.orderPath(product, order.id), 303);
    return c.redirect(await payPath(product, order), 303);
  });
  app.post(`${path}/cancel`, async (c) => {
    const order = find(c);
    if (!order) return c.notFound();
    const done = await cancel(product, order.id, ["awaiting_payment", "paid"]);
    flash(c, product, done ? "Your order is cancelled." : "It is too late to cancel this order here.");
    return c.redirect(store.orderPath(product, order.id), 303);
  });
}

function ownerRoutes(app: App, product: Product): void {
  const find = (c: Request) => store.orderById(product, Number(c.req.param("id")));
  const page = (c: Request, order: Order, form: FormState, status: 200 | 409 | 422 = 200) =>
    c.html(<OwnerOrderPage product={product} c={c} order={order} form={form} />, status);
  app.get("/owner/orders", ownerOnly, (c) => {
    const status = STATUSES.find((one) => one === c.req.query("status")) ?? null;
    return c.html(
      <OrdersPage product={product} c={c} status={status} orders={store.listOrders(product, status)} />,
    );
  });
  app.get("/owner/orders/export.csv", ownerOnly, (c) =>
    c.body(exportOrders(product), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="orders.csv"',
    }),
  );
  app.get("/owner/orders/:id{[0-9]+}", ownerOnly, (c) => {
    const order = find(c);
    return order ? page(c, order, EMPTY_FORM) : c.notFound();
  });
  app.post("/owner/orders/:id{[0-9]+}/advance", ownerOnly, async (c) => {
    const order = find(c);
    if (!order) return c.notFound();
    const form = await readForm(c, StepForm);
    if (!form.ok) return page(c, order, form.form, 422);
    const { from, carrier, tracking } = form.data;
    if (!store.advance(product, order.id, from, { carrier, tracking })) {
      return page(c, order, { values: {}, errors: { form: "This order has moved on meanwhile." } }, 409);
    }
    const after = find(c);
    if (after?.status === "shipped") shipped(product, after);
    flash(c, product, STEP_DONE[from]);
    return c.redirect(`/owner/orders/${order.id}`, 303);
  });
  app.post("/owner/orders/:id{[0-9]+}/cancel", ownerOnly, async (c) => {
    const order = find(c);
    if (!order) return c.notFound();
    if (!(await cancel(product, order.id, ["awaiting_payment", "paid", "packed"]))) {
      return page(c, order, { values: {}, errors: { form: "It is too late to cancel this order." } }, 409);
    }
    flash(c, product, "The order is cancelled; its stock is back in the shop.");
    return c.redirect(`/owner/orders/${order.id}`, 303);
  });
}

function exportOrders(product: Product): string {
  const head = [
    "number",
    "ordered",
    "status",
    "name",
    "e-mail",
    "country",
    "subtotal",
    "discount",
    "shipping",
    "total",
    "currency",
  ];
  const amount = (cents: number) => (cents / 100).toFixed(2);
  const rows = store
    .listOrders(product, null, 10_000)
    .map((order) => [
      ...[
        orderNumber(order),
        new Date(order.created_at).toISOString(),
        order.status,
        order.name,
        order.email,
      ],
      ...[
        order.country,
        amount(order.subtotal_cents),
        amount(order.discount_cents),
        amount(order.shipping_cents),
      ],
      ...[amount(order.total_cents), order.currency],
    ]);
  return toCsv([head, ...rows]);
}
