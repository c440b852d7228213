import {
  type App,
  EMPTY_FORM,
  flash,
  ownerOnly,
  type Product,
  RateLimit,
  type RecordsModule,
  type Request,
  readForm,
  toCsv,
} from "../../kit/index.ts";
import { formSchema } from "./module-form.ts";
import * as store from "./store.ts";
import { EditPage, ListPage, RecordPage, ThanksPage } from "./views.tsx";

/** Each module has a public form at /m/<slug>, and in the owner's area its list, pages and export. */
export function routes(app: App, product: Product): void {
  for (const module of product.business.modules) {
    publicRoutes(app, product, module);
    ownerRoutes(app, product, module);
  }
}

function publicRoutes(app: App, product: Product, module: RecordsModule): void {
  const path = `/m/${module.slug}`;
  const schema = formSchema(module);
  const limit = new RateLimit({ max: 30, windowMs: 60_000, now: product.now });
  const page = (c: Request, form = EMPTY_FORM) => (
    <EditPage product={product} c={c} module={module} form={form} action={path} />
  );
  app.get(path, (c) => c.html(page(c)));
  app.post(path, async (c) => {
    const form = await readForm(c, schema);
    if (!form.ok) return c.html(page(c, form.form), 422);
    if (!limit.take("all")) {
      const busy = {
        values: form.data,
        errors: { form: "There is a lot going on just now. Please try again in a minute." },
      };
      return c.html(page(c, busy), 429);
    }
    store.addRecord(product, module, form.data);
    product.events.count(`added: ${module.singular}`);
    return c.redirect(`${path}/thanks`, 303);
  });
  app.get(`${path}/thanks`, (c) => c.html(<ThanksPage product={product} c={c} module={module} />));
}

function ownerRoutes(app: App, product: Product, module: RecordsModule): void {
  const path = `/owner/m/${module.slug}`;
  const schema = formSchema(module);
  const find = (c: Request) => store.findRecord(product, module, Number(c.req.param("id")));
  app.get(path, ownerOnly, (c) => {
    const query = (c.req.query("q") ?? "").trim().slice(0, 100);
    const page = Math.max(1, Math.min(10_000, Number.parseInt(c.req.query("page") ?? "1", 10) || 1));
    const found = store.listRecords(product, module, query, page);
    return c.html(<ListPage product={product} c={c} module={module} query={query} page={page} {...found} />);
  });
  app.get(`${path}/export.csv`, ownerOnly, (c) => {
    const head = ["id", "added", ...module.fields.map(({ label }) => label)];
    const rows = store
      .allRecords(product, module)
      .map(({ id, createdAt, fields }) => [
        id,
        new Date(createdAt).toISOString(),
        ...module.fields.map(({ name }) => fields[name] ?? ""),
      ]);
    return c.body(toCsv([head, ...rows]), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${module.slug}.csv"`,
    });
  });
  app.get(`${path}/:id{[0-9]+}`, ownerOnly, (c) => {
    const record = find(c);
    return record
      ? c.html(<RecordPage product={product} c={c} module={module} record={record} />)
      : c.notFound();
  });
  app.get(`${path}/:id{[0-9]+}/edit`, ownerOnly, (c) => {
    const record = find(c);
    if (!record) return c.notFound();
    const form = { values: asTyped(module, record.fields), errors: {} };
    return c.html(
      <EditPage
        product={product}
        c={c}
        module={module}
        form={form}
        action={`${path}/${record.id}/edit`}
        existing
      />,
    );
  });
  app.post(`${path}/:id{[0-9]+}/edit`, ownerOnly, async (c) => {
    const record = find(c);
    if (!record) return c.notFound();
    const action = `${path}/${record.id}`;
    const form = await readForm(c, schema);
    if (!form.ok) {
      return c.html(
        <EditPage
          product={product}
          c={c}
          module={module}
          form={form.form}
          action={`${action}/edit`}
          existing
        />,
        422,
      );
    }
    store.changeRecord(product, module, record.id, form.data);
    flash(c, product, "Saved.");
    return c.redirect(action, 303);
  });
  app.post(`${path}/:id{[0-9]+}/delete`, ownerOnly, (c) => {
    if (!store.removeRecord(product, module, Number(c.req.param("id")))) return c.notFound();
    flash(c, product, "Deleted.");
    return c.redirect(path, 303);
  });
}

/** A ticked box is sent as "on". */
function asTyped(module: RecordsModule, fields: store.Fields): store.Fields {
  const boxes = new Set(module.fields.filter(({ kind }) => kind === "yes_no").map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, boxes.has(name) && value === "yes" ? "on" : value]),
  );
}
