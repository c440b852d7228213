import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  formatMoney,
  formError,
  type Product,
  RateLimit,
  type Request,
  readForm,
} from "../../kit/index.ts";
import { type CartLine, cartKey, cartLines, emptyCart, subtotal } from "../cart/index.ts";
import { currencyOf } from "../catalogue/index.ts";
import { type OrderDraft, payFor, place, usesOfCode } from "../orders/index.ts";
import { codeRoutes } from "./code-routes.tsx";
import { settings } from "./settings.ts";
import * as store from "./store.ts";
import { type Code, sums, whyNot } from "./sums.ts";
import { CheckoutPage } from "./views.tsx";

function addressForm(countries: readonly string[]) {
  return z.object({
    name: field.line(100),
    email: field.email(),
    street: field.line(150),
    postcode: field
      .line(12)
      .regex(/^[\p{L}\d][\p{L}\d -]{1,11}$/u, "A postcode like 1010 or SW1A 1AA, please."),
    city: field.line(100),
    country: z.enum(countries as [string, ...string[]], "Please choose a country we ship to."),
    note: field.optional(500),
    code: field.optional(40),
    expected: field.whole(0, Number.MAX_SAFE_INTEGER),
  });
}

export function routes(app: App, product: Product): void {
  const rules = settings(product);
  const AddressForm = addressForm(rules.countries);
  const limit = (max: number) => new RateLimit({ max, windowMs: 10 * 60_000, now: product.now });
  const [guesses, attempts] = [limit(20), limit(8)];
  codeRoutes(app, product);
  app.get("/checkout", (c) => {
    const cart = openCart(c, product);
    if (!cart) return c.redirect("/cart");
    const code = (c.req.query("code") ?? "").slice(0, 40);
    const refuse = (message: string, status: 422 | 429) =>
      page(c, product, cart, { form: formError({ code }, "code", message), code: undefined }, status);
    if (code === "") return page(c, product, cart, { form: EMPTY_FORM, code: undefined });
    if (!guesses.take(cart.key)) return refuse("Too many tries. Wait some minutes.", 429);
    const { problem, found } = readCode(product, code, subtotal(cart.lines));
    return problem ? refuse(problem, 422) : page(c, product, cart, { form: EMPTY_FORM, code: found });
  });
  app.post("/checkout", async (c) => {
    const form = await readForm(c, AddressForm);
    // From here to the order nothing waits, so that one cart becomes one order however often it is sent.
    const cart = openCart(c, product);
    if (!cart) return c.redirect("/cart", 303);
    const typed = form.ok ? form.data.code : (form.form.values.code ?? "");
    const { problem, found } = readCode(product, typed, subtotal(cart.lines));
    if (!form.ok) return page(c, product, cart, { form: form.form, code: found }, 422);
    const refuse = (message: string, status: 409 | 422 | 429) =>
      page(c, product, cart, { form: formError(form.data, "form", message), code: found }, status);
    if (problem) return refuse(`${typed}: ${problem}`, 422);
    const total = sums(subtotal(cart.lines), found, rules);
    if (total.total_cents !== form.data.expected) {
      return refuse("Prices or your cart changed meanwhile. Please look at the total again.", 409);
    }
    if (!attempts.take(cart.key)) return refuse("Too many orders in a short time. Wait some minutes.", 429);
    const placed = placeFrom(product, cart, { ...form.data, ...total, discount_code: found?.code ?? "" });
    if ("missing" in placed) {
      return refuse(`There is not enough of ${placed.missing} left. Please change your cart.`, 409);
    }
    return c.redirect(await payFor(product, placed.id), 303);
  });
}

interface Cart {
  readonly key: string;
  readonly lines: readonly CartLine[];
}

/** undefined when there is nothing to pay for. */
function openCart(c: Request, product: Product): Cart | undefined {
  const key = cartKey(c, product);
  const lines = cartLines(product, key);
  return key && lines.length > 0 ? { key, lines } : undefined;
}

/** The cart becomes an order, or stays what it is. */
function placeFrom(
  product: Product,
  { key, lines }: Cart,
  {
    expected: _,
    code: __,
    ...details
  }: Omit<OrderDraft, "lines" | "currency"> & { expected: number; code: string },
) {
  return product.db.transaction(() => {
    const placed = place(product, {
      ...details,
      currency: currencyOf(product),
      lines: lines.map(({ item, quantity }) => ({
        ...{ item: item.id, name: item.name, price_cents: item.price_cents, quantity },
      })),
    });
    if ("id" in placed) emptyCart(product, key);
    return placed;
  });
}

function readCode(
  product: Product,
  text: string,
  price: number,
): { problem?: string | undefined; found?: Code | undefined } {
  if (text.trim() === "") return {};
  const code = store.findCode(product, text);
  const uses = code ? usesOfCode(product, code.code) : 0;
  const problem = whyNot(code, price, uses, (cents) => formatMoney(cents, currencyOf(product)));
  return problem ? { problem } : { found: code };
}

function page(
  c: Request,
  product: Product,
  { lines }: Cart,
  { form, code }: { form: FormState; code: Code | undefined },
  status: 200 | 409 | 422 | 429 = 200,
) {
  const total = sums(subtotal(lines), code, settings(product));
  return c.html(
    <CheckoutPage product={product} c={c} lines={lines} total={total} form={form} code={code} />,
    status,
  );
}
