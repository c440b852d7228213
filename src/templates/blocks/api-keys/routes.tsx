import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  flash,
  formError,
  type Product,
  type Request,
  readForm,
} from "../../kit/index.ts";
import { type User, withUser } from "../accounts/index.ts";
import { limitOf } from "../billing/index.ts";
import * as store from "./store.ts";
import { KeysPage, NewKeyPage } from "./views.tsx";

const NewKey = z.object({ name: field.line(60) });

export function routes(app: App, product: Product): void {
  const page = (c: Request, user: User, form: FormState = EMPTY_FORM) => (
    <KeysPage product={product} c={c} keys={store.keysOf(product, user.id)} form={form} />
  );
  app.get(
    "/keys",
    withUser(product, (c, user) => c.html(page(c, user))),
  );
  app.post(
    "/keys",
    withUser(product, async (c, user) => {
      const form = await readForm(c, NewKey);
      if (!form.ok) return c.html(page(c, user, form.form), 422);
      const limit = limitOf(product, user.id, "keys");
      if (limit !== undefined && store.countWorking(product, user.id) >= limit) {
        const message = `The plan has room for ${limit} ${limit === 1 ? "key" : "keys"}. Revoke one, or see Pricing.`;
        return c.html(page(c, user, formError(form.data, "form", message)), 422);
      }
      const key = store.addKey(product, user.id, form.data.name);
      product.events.count("made a key");
      c.header("cache-control", "no-store");
      return c.html(<NewKeyPage product={product} c={c} name={form.data.name} apiKey={key} />, 201);
    }),
  );
  app.post(
    "/keys/:id{[0-9]+}/revoke",
    withUser(product, (c, user) => {
      if (!store.revoke(product, user.id, Number(c.req.param("id")))) return c.notFound();
      flash(c, product, "The key is revoked. Programs that use it are refused from now on.");
      return c.redirect("/keys", 303);
    }),
  );
}
