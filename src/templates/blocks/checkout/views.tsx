import {
  Card,
  Field,
  FormProblem,
  type FormState,
  formatMoney,
  Page,
  PageHeading,
  type Product,
  type Request,
  Select,
  TextArea,
} from "../../kit/index.ts";
import type { CartLine } from "../cart/index.ts";
import { currencyOf } from "../catalogue/index.ts";
import { SumList, type Sums } from "../orders/index.ts";
import { settings } from "./settings.ts";
import type { Code } from "./sums.ts";

interface CheckoutProps {
  readonly product: Product;
  readonly c: Request;
  readonly lines: readonly CartLine[];
  readonly total: Sums;
  readonly form: FormState;
  readonly code: Code | undefined;
}

export function CheckoutPage({ product, c, lines, total, form, code }: CheckoutProps) {
  const { code: codeError, ...addressErrors } = form.errors;
  const address = { values: form.values, errors: addressErrors };
  const codeErrors: FormState["errors"] = codeError ? { code: codeError } : {};
  const codeForm = { values: {}, errors: codeErrors };
  return (
    <Page product={product} c={c} title="Checkout" hidden>
      <PageHeading title="Checkout" lead="Where should it go? You pay on the next page." />
      <div class="split">
        <div>
          <Summary product={product} lines={lines} total={total} code={code} />
          <Card title="Discount code" quiet>
            <form method="get" action="/checkout">
              <Field
                name="code"
                label="Code"
                form={codeForm}
                value={form.values.code || code?.code}
                maxlength={40}
                autocomplete="off"
                optional
              />
              <button class="button secondary" type="submit">
                Use the code
              </button>
            </form>
          </Card>
        </div>
        <Card title="Address">
          <AddressForm product={product} form={address} code={code} total={total} />
        </Card>
      </div>
    </Page>
  );
}

function AddressForm({
  product,
  form,
  code,
  total,
}: Pick<CheckoutProps, "product" | "form" | "code" | "total">) {
  const countries = settings(product).countries.map((name) => ({ value: name, label: name }));
  const options = [{ value: "", label: "Choose a country" }, ...countries];
  return (
    <form method="post" action="/checkout">
      <FormProblem form={form} />
      <Field name="name" label="Name" form={form} autocomplete="name" maxlength={100} />
      <Field
        name="email"
        label="E-mail"
        type="email"
        form={form}
        autocomplete="email"
        hint="For the confirmation and the link to your order."
      />
      <Field
        name="street"
        label="Street and number"
        form={form}
        autocomplete="address-line1"
        maxlength={150}
      />
      <div class="form-row">
        <Field name="postcode" label="Postcode" form={form} autocomplete="postal-code" maxlength={12} />
        <Field name="city" label="City" form={form} autocomplete="address-level2" maxlength={100} />
      </div>
      <Select name="country" label="Country" form={form} options={options} autocomplete="country-name" />
      <TextArea name="note" label="Note for the parcel" form={form} rows={2} maxlength={500} optional />
      <input type="hidden" name="code" value={code?.code ?? ""} />
      <input type="hidden" name="expected" value={String(total.total_cents)} />
      <button class="button primary" type="submit">
        Order and pay {formatMoney(total.total_cents, currencyOf(product))}
      </button>
    </form>
  );
}

function Summary({
  product,
  lines,
  total,
  code,
}: Pick<CheckoutProps, "product" | "lines" | "total" | "code">) {
  const money = (cents: number) => formatMoney(cents, currencyOf(product));
  const { free_shipping_from_cents } = settings(product);
  const missing = (free_shipping_from_cents ?? 0) - (total.subtotal_cents - total.discount_cents);
  return (
    <Card title="Your order">
      <ul class="list">
        {lines.map(({ item, quantity }) => (
          <li>
            {quantity} × {item.name}
          </li>
        ))}
      </ul>
      <SumList sums={total} code={code?.code ?? ""} money={money} />
      {total.shipping_cents > 0 && missing > 0 && (
        <p class="muted">Another {money(missing)} and shipping is free.</p>
      )}
      <p>
        <a href="/cart">Change the cart</a>
      </p>
    </Card>
  );
}

/** The next step from the cart. */
export function CheckoutLink() {
  return (
    <a class="button primary" href="/checkout">
      To the checkout
    </a>
  );
}
