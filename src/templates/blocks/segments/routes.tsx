import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  flash,
  formError,
  ownerOnly,
  type Product,
  type Request,
  readForm,
  toCsv,
} from "../../kit/index.ts";
import { asForm, readSegment } from "./form.ts";
import * as store from "./store.ts";
import { EditPage, ListPage, SegmentPage } from "./views.tsx";

const ROOT = "/owner/segments";
const Texts = z.record(z.string(), z.string());

/** The owner's segments: rules, and who belongs just now. */
export function routes(app: App, product: Product): void {
  app.use(ROOT, ownerOnly);
  app.use(`${ROOT}/*`, ownerOnly);
  app.get(ROOT, (c) => {
    const segments = store
      .listSegments(product)
      .map((segment) => ({ segment, members: store.membersOf(product, segment).length }));
    return c.html(<ListPage product={product} c={c} segments={segments} />);
  });
  app.get(`${ROOT}/new`, (c) => c.html(<EditPage product={product} c={c} form={EMPTY_FORM} action={ROOT} />));
  app.post(ROOT, async (c) => {
    const form = await readTyped(c);
    if (!form.ok) return again(c, form.form, ROOT);
    const id = store.addSegment(product, form.data);
    if (id === undefined) return again(c, taken(form.values), ROOT);
    return c.redirect(`${ROOT}/${id}`, 303);
  });
  oneSegment(app, product);

  const again = (c: Request, form: FormState, action: string) =>
    c.html(<EditPage product={product} c={c} form={form} action={action} />, 422);
}

function oneSegment(app: App, product: Product): void {
  const find = (c: Request) => store.findSegment(product, Number(c.req.param("id")));
  app.get(`${ROOT}/:id{[0-9]+}`, (c) => {
    const segment = find(c);
    if (!segment) return c.notFound();
    const members = store.membersOf(product, segment);
    return c.html(<SegmentPage product={product} c={c} segment={segment} members={members} />);
  });
  app.get(`${ROOT}/:id{[0-9]+}/edit`, (c) => {
    const segment = find(c);
    if (!segment) return c.notFound();
    const action = `${ROOT}/${segment.id}`;
    return c.html(<EditPage product={product} c={c} form={asForm(segment)} action={action} existing />);
  });
  app.post(`${ROOT}/:id{[0-9]+}`, async (c) => {
    const segment = find(c);
    if (!segment) return c.notFound();
    const action = `${ROOT}/${segment.id}`;
    const again = (form: FormState) =>
      c.html(<EditPage product={product} c={c} form={form} action={action} existing />, 422);
    const form = await readTyped(c);
    if (!form.ok) return again(form.form);
    if (!store.changeSegment(product, segment.id, form.data)) return again(taken(form.values));
    flash(c, product, "Saved.");
    return c.redirect(action, 303);
  });
  app.post(`${ROOT}/:id{[0-9]+}/delete`, (c) => {
    if (!store.removeSegment(product, Number(c.req.param("id")))) return c.notFound();
    flash(c, product, "The segment is deleted. The subscribers stay.");
    return c.redirect(ROOT, 303);
  });
  app.get(`${ROOT}/:id{[0-9]+}/export.csv`, (c) => {
    const segment = find(c);
    if (!segment) return c.notFound();
    const rows = store.membersOf(product, segment).map(({ email, tags }) => [email, tags.join(" | ")]);
    return c.body(toCsv([["email", "tags"], ...rows]), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="segment-${segment.id}.csv"`,
    });
  });
}

async function readTyped(c: Request) {
  const typed = await readForm(c, Texts);
  const values = typed.ok ? typed.data : { ...typed.form.values };
  return { ...readSegment(values), values };
}

const taken = (values: Record<string, string>) => formError(values, "name", "There is one of this name.");
