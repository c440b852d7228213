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
  toCsv,
} from "../../kit/index.ts";
import { personalUrl } from "./links.ts";
import { OwnerPage } from "./owner-views.tsx";
import * as store from "./store.ts";

const ROOT = "/owner/waitlist";

/** The owner sees the line, invites those in front, and exports it. */
export function ownerRoutes(app: App, product: Product): void {
  const InviteForm = z.object({ how_many: field.whole(1, 500), message: field.prose(2_000) });
  app.use(ROOT, ownerOnly);
  app.use(`${ROOT}/*`, ownerOnly);
  const page = (c: Request, form: FormState) => (
    <OwnerPage
      product={product}
      c={c}
      form={form}
      counts={store.countByStatus(product)}
      line={store.line(product)}
      invited={store.everybody(product, "invited")}
    />
  );
  app.get(ROOT, (c) => c.html(page(c, EMPTY_FORM)));
  app.post(`${ROOT}/invite`, async (c) => {
    const form = await readForm(c, InviteForm);
    if (!form.ok) return c.html(page(c, form.form), 422);
    const { how_many, message } = form.data;
    if (store.countByStatus(product).waiting === 0) {
      return c.html(page(c, formError(form.data, "how_many", "Nobody waits just now.")), 422);
    }
    const count = inviteNext(product, how_many, message);
    flash(c, product, count === 1 ? "One person is invited." : `${count} people are invited.`);
    return c.redirect(ROOT, 303);
  });
  app.post(`${ROOT}/:id{[0-9]+}/remove`, (c) => {
    if (!store.remove(product, Number(c.req.param("id")))) return c.notFound();
    flash(c, product, "Removed and erased.");
    return c.redirect(ROOT, 303);
  });
  app.get(`${ROOT}/export.csv`, (c) =>
    c.body(exported(product), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="waitlist.csv"',
    }),
  );
}

/** Invites those in front; each gets one message, whatever happens in between. */
function inviteNext(product: Product, howMany: number, message: string): number {
  return product.db.transaction(() => {
    const next = store.line(product).slice(0, howMany);
    for (const { id, email } of next) {
      store.invite(product, id);
      product.outbox.send({
        to: email,
        subject: `You are invited to ${product.business.name}`,
        body: `Hello,\n\n${message}\n\n${product.baseUrl}/\n\nTo be forgotten: ${personalUrl(product, "leave", id)}\n`,
        onceKey: `waitlist:invitation:${id}`,
      });
    }
    return next.length;
  });
}

function exported(product: Product): string {
  const time = (at: number | null) => (at === null ? "" : new Date(at).toISOString());
  const row = (person: store.Person, place: number | null) => [
    ...[place, person.email, person.status, person.brought, person.code],
    ...[time(person.asked_at), time(person.confirmed_at), time(person.invited_at)],
  ];
  return toCsv([
    ["place", "email", "status", "brought", "code", "asked", "confirmed", "invited"],
    ...store.line(product).map((person, at) => row(person, at + 1)),
    ...(["invited", "pending"] as const).flatMap((status) =>
      store.everybody(product, status).map((person) => row(person, null)),
    ),
  ]);
}
