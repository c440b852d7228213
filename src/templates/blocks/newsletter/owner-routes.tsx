import { z } from "zod";
import { type App, field, flash, ownerOnly, type Product, readForm, toCsv } from "../../kit/index.ts";
import { SubscriberPage, SubscribersPage } from "./owner-views.tsx";
import * as store from "./store.ts";

const ROOT = "/owner/subscribers";
const StatusSchema = z.enum(["pending", "confirmed", "unsubscribed"]).optional().catch(undefined);
const TagForm = z.object({ tag: field.line(60) });
const EXPORT_LIMIT = 1_000_000;

/** The owner's list of subscribers, their tags, and the export. */
export function ownerRoutes(app: App, product: Product): void {
  app.use(ROOT, ownerOnly);
  app.use(`${ROOT}/*`, ownerOnly);
  app.get(ROOT, (c) => {
    const status = StatusSchema.parse(c.req.query("status"));
    const words = (c.req.query("q") ?? "").trim().slice(0, 100);
    return c.html(
      <SubscribersPage
        product={product}
        c={c}
        status={status}
        words={words}
        counts={store.countByStatus(product)}
        list={store.listSubscribers(product, { status, words })}
      />,
    );
  });
  app.get(`${ROOT}/export.csv`, (c) =>
    c.body(exported(product), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="subscribers.csv"',
    }),
  );
  app.get(`${ROOT}/:id{[0-9]+}`, (c) => {
    const subscriber = store.findSubscriber(product, Number(c.req.param("id")));
    return subscriber
      ? c.html(<SubscriberPage product={product} c={c} subscriber={subscriber} form={undefined} />)
      : c.notFound();
  });
  changeRoutes(app, product);
}

function changeRoutes(app: App, product: Product): void {
  const find = (id: string) => store.findSubscriber(product, Number(id));
  app.post(`${ROOT}/:id{[0-9]+}/tags`, async (c) => {
    const subscriber = find(c.req.param("id"));
    if (!subscriber) return c.notFound();
    const form = await readForm(c, TagForm);
    if (!form.ok) {
      return c.html(<SubscriberPage product={product} c={c} subscriber={subscriber} form={form.form} />, 422);
    }
    store.addTag(product, subscriber.id, form.data.tag);
    return c.redirect(`${ROOT}/${subscriber.id}`, 303);
  });
  app.post(`${ROOT}/:id{[0-9]+}/tags/remove`, async (c) => {
    const subscriber = find(c.req.param("id"));
    if (!subscriber) return c.notFound();
    const form = await readForm(c, TagForm);
    if (form.ok) store.removeTag(product, subscriber.id, form.data.tag);
    return c.redirect(`${ROOT}/${subscriber.id}`, 303);
  });
  app.post(`${ROOT}/:id{[0-9]+}/unsubscribe`, (c) => {
    const subscriber = find(c.req.param("id"));
    if (!subscriber) return c.notFound();
    store.unsubscribe(product, subscriber.id);
    flash(c, product, `${subscriber.email} gets no more letters.`);
    return c.redirect(`${ROOT}/${subscriber.id}`, 303);
  });
  app.post(`${ROOT}/:id{[0-9]+}/erase`, (c) => {
    if (!store.erase(product, Number(c.req.param("id")))) return c.notFound();
    flash(c, product, "Everything about this subscriber is erased.");
    return c.redirect(ROOT, 303);
  });
}

function exported(product: Product): string {
  const time = (at: number | null) => (at === null ? "" : new Date(at).toISOString());
  const head = ["email", "status", "tags", "source", "asked", "confirmed", "unsubscribed"];
  const rows = store
    .listSubscribers(product, { limit: EXPORT_LIMIT })
    .map((one) => [
      ...[one.email, one.status, one.tags.join(" | "), one.source],
      ...[time(one.asked_at), time(one.confirmed_at), time(one.unsubscribed_at)],
    ]);
  return toCsv([head, ...rows]);
}
