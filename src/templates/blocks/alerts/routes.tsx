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
import { isTimed } from "../charts/index.ts";
import { workspaceOf } from "../team/index.ts";
import { findView, views } from "../views/index.ts";
import * as store from "./store.ts";
import { AlertsPage } from "./views.tsx";
import { watch } from "./watch.ts";

const MAX_ALERTS = 50;

const AlertForm = z.object({
  view: z.coerce.number("Please choose a view.").int(),
  figure: field.choice(store.FIGURES),
  direction: field.choice(store.DIRECTIONS),
  threshold: z
    .string("Please enter a number.")
    .trim()
    .regex(/^-?\d{1,12}([.,]\d{1,6})?$/, "A number like 100 or 2.5, please.")
    .transform((text) => Number(text.replace(",", "."))),
});

export function routes(app: App, product: Product): void {
  const page = (c: Request, user: User, form: FormState = EMPTY_FORM) => {
    const workspace = workspaceOf(product, user);
    return (
      <AlertsPage
        product={product}
        c={c}
        alerts={store.alertsOf(product, user.id, workspace.id)}
        views={views(product, workspace.id)}
        chosen={c.req.query("view")}
        form={form}
      />
    );
  };
  app.get(
    "/alerts",
    withUser(product, (c, user) => c.html(page(c, user))),
  );
  app.post(
    "/alerts",
    withUser(product, async (c, user) => {
      const form = await readForm(c, AlertForm);
      if (!form.ok) return c.html(page(c, user, form.form), 422);
      const workspace = workspaceOf(product, user);
      const { view, ...alert } = form.data;
      const saved = findView(product, workspace.id, view);
      if (!saved) {
        return c.html(page(c, user, formError(form.data, "view", "Please choose a view of the list.")), 422);
      }
      if (alert.figure === "latest" && !isTimed(saved.query)) {
        const message = "This view does not go along time: choose its total.";
        return c.html(page(c, user, formError(form.data, "figure", message)), 422);
      }
      if (store.alertsOf(product, user.id, workspace.id).length >= MAX_ALERTS) {
        return c.html(
          page(c, user, formError(form.data, "form", `At most ${MAX_ALERTS} alerts, please.`)),
          422,
        );
      }
      store.addAlert(product, { ...alert, view_id: view, user_id: user.id, workspace_id: workspace.id });
      watch(product);
      flash(c, product, "The alert is set. You get an e-mail each time the threshold is crossed.");
      return c.redirect("/alerts", 303);
    }),
  );
  app.post(
    "/alerts/:id{[0-9]+}/delete",
    withUser(product, (c, user) => {
      if (!store.removeAlert(product, user.id, Number(c.req.param("id")))) return c.notFound();
      flash(c, product, "The alert is gone.");
      return c.redirect("/alerts", 303);
    }),
  );
}
