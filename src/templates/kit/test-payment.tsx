import { z } from "zod";
import type { App, Product, Request } from "./block.ts";
import { Field, FormProblem } from "./fields.tsx";
import { formatMoney } from "./format.ts";
import { EMPTY_FORM, type FormState, field, formError, readForm } from "./forms.ts";
import { Page } from "./layout.tsx";
import { isCardNumber, type Payment, TEST_CARDS, type TestGateway } from "./payments.ts";
import { Card, PageHeading, PostButton } from "./ui.tsx";

const CardForm = z.object({
  name: field.line(100),
  card: field.line(30).refine(isCardNumber, "This is not a card number."),
});
const DECLINED = TEST_CARDS.declined.replaceAll(" ", "");

/** The checkout of the test gateway. It says what it is, and takes test cards only. */
export function testPaymentPages(app: App, product: Product, gateway: TestGateway): void {
  const page = (c: Request, payment: Payment, form: FormState) =>
    c.html(
      <PaymentPage product={product} c={c} payment={payment} form={form} />,
      form === EMPTY_FORM ? 200 : 422,
    );
  app.get("/test-payment/:id", (c) => {
    const payment = gateway.byId(c.req.param("id"));
    if (!payment) return c.notFound();
    if (payment.status === "paid") return c.redirect(payment.successPath);
    if (payment.status !== "pending") return c.redirect(payment.cancelPath);
    return page(c, payment, EMPTY_FORM);
  });
  app.post("/test-payment/:id", async (c) => {
    const payment = gateway.byId(c.req.param("id"));
    if (!payment) return c.notFound();
    const form = await readForm(c, CardForm);
    if (!form.ok) return page(c, payment, form.form);
    const card = form.data.card.replace(/[ -]/g, "");
    if (card === DECLINED) return page(c, payment, formError(form.data, "card", "The card was declined."));
    if (card !== TEST_CARDS.paid.replaceAll(" ", "")) {
      return page(
        c,
        payment,
        formError(form.data, "card", "Only the test cards below work here. Never enter a real card."),
      );
    }
    gateway.pay(payment.id);
    return c.redirect(payment.successPath, 303);
  });
  app.post("/test-payment/:id/cancel", (c) => {
    const payment = gateway.byId(c.req.param("id"));
    if (!payment) return c.notFound();
    gateway.cancel(payment.id);
    return c.redirect(payment.cancelPath, 303);
  });
}

type Arguments = Pick<Parameters<typeof Page>[0], "product" | "c"> & { payment: Payment; form: FormState };

function PaymentPage({ product, c, payment, form }: Arguments) {
  const { id, amountCents, currency, description, recurring } = payment;
  return (
    <Page product={product} c={c} title="Test payment" hidden>
      <PageHeading title="Test payment" />
      <p class="notice plain">
        This is a test checkout: no money moves and no card is charged. With a payment provider configured,
        customers pay there instead.
      </p>
      <Card>
        <p class="muted">{description}</p>
        <p class="price">
          {formatMoney(amountCents, currency)} {recurring && <small>a month</small>}
        </p>
        <form method="post" action={`/test-payment/${id}`}>
          <FormProblem form={form} />
          <Field name="name" label="Name on the card" form={form} autocomplete="off" />
          <Field
            name="card"
            label="Card number"
            form={form}
            inputmode="numeric"
            autocomplete="off"
            hint={`${TEST_CARDS.paid} is paid, ${TEST_CARDS.declined} is declined.`}
          />
          <div class="actions">
            <button class="button primary" type="submit">
              Pay {formatMoney(amountCents, currency)}
            </button>
          </div>
        </form>
      </Card>
      <PostButton action={`/test-payment/${id}/cancel`} label="Cancel and go back" kind="link" />
    </Page>
  );
}
