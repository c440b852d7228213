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
} from "../../kit/index.ts";
import { CodesPage } from "./code-views.tsx";
import * as store from "./store.ts";

const code = field
  .line(40)
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{2,39}$/, "At least 3 letters, digits or dashes, please.");
const limits = {
  code,
  minimum: z
    .union([z.literal("").transform(() => 0), field.price()], "A price like 12.50, please.")
    .default(0),
  max_uses: z
    .union([z.literal("").transform(() => 0), field.whole(1, 1_000_000)], "A whole number, please.")
    .default(0),
};
const CodeForm = z.discriminatedUnion(
  "kind",
  [
    z.object({ kind: z.literal("percent"), value: field.whole(1, 100), ...limits }),
    z.object({
      kind: z.literal("amount"),
      value: field.price().refine((cents) => cents > 0, "More than 0, please."),
      ...limits,
    }),
  ],
  "Please choose one of the list.",
);

/** The owner's discount codes. */
export function codeRoutes(app: App, product: Product): void {
  const page = (c: Request, form: FormState, status: 200 | 422 = 200) =>
    c.html(<CodesPage product={product} c={c} codes={store.listCodes(product)} form={form} />, status);
  app.get("/owner/discounts", ownerOnly, (c) => page(c, EMPTY_FORM));
  app.post("/owner/discounts", ownerOnly, async (c) => {
    const form = await readForm(c, CodeForm);
    if (!form.ok) return page(c, form.form, 422);
    const { minimum, ...draft } = form.data;
    if (!store.addCode(product, { ...draft, min_cents: minimum })) {
      return page(c, formError({ ...draft, value: "" }, "code", "There is a code of this name."), 422);
    }
    flash(c, product, `${store.codeName(draft.code)} can be used now.`);
    return c.redirect("/owner/discounts", 303);
  });
  for (const [action, active] of [
    ["stop", false],
    ["start", true],
  ] as const) {
    app.post(`/owner/discounts/:code/${action}`, ownerOnly, (c) => {
      if (!store.switchCode(product, c.req.param("code"), active)) return c.notFound();
      flash(c, product, active ? "The code can be used again." : "The code can't be used any more.");
      return c.redirect("/owner/discounts", 303);
    });
  }
}
