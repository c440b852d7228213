import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  field,
  flash,
  formError,
  type Product,
  type Request,
  readForm,
} from "../../kit/index.ts";
import { onSubmission, ownSite } from "../sites/index.ts";
import { deliveryOptions } from "./settings.ts";
import * as store from "./store.ts";
import { targetProblem } from "./target.ts";
import { IntegrationsPage } from "./views.tsx";

const MAX_HOOKS = 10;
const NewHook = z.object({ url: field.url() });

/** Webhooks of a site: what its visitors send is passed on to them. */
export function routes(app: App, product: Product): void {
  const { allowPrivate } = deliveryOptions(product);
  onSubmission(product, ({ id, siteId, form, answers, at }) => {
    const body = JSON.stringify({
      type: "form.submitted",
      id,
      form,
      at: new Date(at).toISOString(),
      answers: Object.fromEntries(answers.map(({ label, value }) => [label, value])),
    });
    for (const hook of store.hooksOf(product, siteId))
      if (hook.active === 1) store.addDelivery(product, hook.id, body);
  });
  const page = (c: Request, site: NonNullable<ReturnType<typeof ownSite>>, form = EMPTY_FORM) => {
    const hooks = store
      .hooksOf(product, site.id)
      .map((hook) => ({ hook, deliveries: store.deliveriesOf(product, hook.id) }));
    return <IntegrationsPage product={product} c={c} site={site} hooks={hooks} form={form} />;
  };
  const base = "/sites/:id{[0-9]+}/integrations";
  app.get(base, (c) => {
    const site = ownSite(product, c);
    return site ? c.html(page(c, site)) : c.notFound();
  });
  app.post(base, async (c) => {
    const site = ownSite(product, c);
    if (!site) return c.notFound();
    const form = await readForm(c, NewHook);
    if (!form.ok) return c.html(page(c, site, form.form), 422);
    const { url } = form.data;
    const full = store.hooksOf(product, site.id).length >= MAX_HOOKS;
    const problem = full
      ? `A site has at most ${MAX_HOOKS} webhooks.`
      : await targetProblem(url, allowPrivate);
    if (problem) return c.html(page(c, site, formError({ url }, "url", problem)), 422);
    store.addHook(product, site.id, url);
    flash(c, product, "Connected. What visitors send from now on is passed on.");
    return c.redirect(`/sites/${site.id}/integrations`, 303);
  });
  app.post(`${base}/:hook{[0-9]+}/delete`, (c) => {
    const site = ownSite(product, c);
    if (!site || !store.removeHook(product, site.id, Number(c.req.param("hook")))) return c.notFound();
    flash(c, product, "Disconnected.");
    return c.redirect(`/sites/${site.id}/integrations`, 303);
  });
  app.post(`${base}/:hook{[0-9]+}/retry`, async (c) => {
    const site = ownSite(product, c);
    const hook = site && store.findHook(product, site.id, Number(c.req.param("hook")));
    const { delivery } = await c.req.parseBody();
    if (!site || !hook || !store.retryDelivery(product, hook.id, Number(delivery))) return c.notFound();
    flash(c, product, "It is tried again shortly.");
    return c.redirect(`/sites/${site.id}/integrations`, 303);
  });
}
