import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  flash,
  ownerOnly,
  type Product,
  type Request,
  readForm,
} from "../../kit/index.ts";
import * as store from "./store.ts";
import { IntentPage, IntentsPage } from "./views.tsx";

const IntentForm = z.object({
  name: field.line(80),
  answer: field.prose(2_000),
  examples: field
    .prose(20_000)
    .transform((text) => [
      ...new Set(
        text
          .split(/\r?\n/)
          .map((line) => line.trim())
          .filter(Boolean),
      ),
    ])
    .refine((lines) => lines.length <= 200, "At most 200 examples, please.")
    .refine(
      (lines) => lines.every((line) => line.length <= 300),
      "At most 300 characters in a line, please.",
    ),
});

/** The owner's intents: listing, teaching, trying out. */
export function routes(app: App, product: Product): void {
  const edit = (c: Request, intent: store.Intent | undefined, form: FormState, status: 200 | 422 = 200) =>
    c.html(<IntentPage product={product} c={c} intent={intent} form={form} />, status);
  const find = (c: Request) => store.intentById(product, Number(c.req.param("id")));
  app.get("/owner/intents", ownerOnly, (c) => {
    const text = (c.req.query("try") ?? "").trim().slice(0, 300);
    const reading = text === "" ? undefined : store.read(product, text);
    return c.html(<IntentsPage product={product} c={c} text={text} reading={reading} />);
  });
  app.get("/owner/intents/new", ownerOnly, (c) => edit(c, undefined, EMPTY_FORM));
  app.post("/owner/intents", ownerOnly, async (c) => {
    const form = await readForm(c, IntentForm);
    if (!form.ok) return edit(c, undefined, form.form, 422);
    store.saveIntent(product, undefined, form.data);
    flash(c, product, "Learned.");
    return c.redirect("/owner/intents", 303);
  });
  app.get("/owner/intents/:id{[0-9]+}", ownerOnly, (c) => {
    const intent = find(c);
    return intent ? edit(c, intent, EMPTY_FORM) : c.notFound();
  });
  app.post("/owner/intents/:id{[0-9]+}", ownerOnly, async (c) => {
    const intent = find(c);
    if (!intent) return c.notFound();
    const form = await readForm(c, IntentForm);
    if (!form.ok) return edit(c, intent, form.form, 422);
    store.saveIntent(product, intent.id, form.data);
    flash(c, product, "Learned.");
    return c.redirect("/owner/intents", 303);
  });
  app.post("/owner/intents/:id{[0-9]+}/delete", ownerOnly, (c) => {
    if (!store.removeIntent(product, Number(c.req.param("id")))) return c.notFound();
    flash(c, product, "Forgotten.");
    return c.redirect("/owner/intents", 303);
  });
}
