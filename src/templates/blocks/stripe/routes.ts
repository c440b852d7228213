import type { App } from "../../kit/index.ts";
import type { StripeGateway } from "./gateway.ts";

const ANSWERS = { unconfigured: 404, refused: 400, known: 200, settled: 200 } as const;

/** Where customers come back from Stripe's page, and where Stripe tells of payments. */
export function routes(app: App, gateway: StripeGateway): void {
  app.get("/payments/stripe/return/:id", async (c) => {
    const payment = await gateway.settlePayment(c.req.param("id"));
    if (!payment) return c.notFound();
    // Some ways to pay take a while: the page of what was bought says where it stands.
    return c.redirect(payment.status === "cancelled" ? payment.cancelPath : payment.successPath, 303);
  });
  app.get("/payments/stripe/cancel/:id", async (c) => {
    const payment = await gateway.giveUp(c.req.param("id"));
    if (!payment) return c.notFound();
    return c.redirect(payment.status === "paid" ? payment.successPath : payment.cancelPath, 303);
  });
  app.post("/api/payments/stripe/webhook", async (c) => {
    const outcome = await gateway.deliver(await c.req.text(), c.req.header("stripe-signature") ?? "");
    return c.json({ outcome }, ANSWERS[outcome]);
  });
}
