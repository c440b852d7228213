import {
  type App,
  brokenRules,
  dayOf,
  dueNotices,
  type FeatureModule,
  flash,
  kindOf,
  movesOf,
  type Notice,
  type Product,
  RateLimit,
  type RecordKind,
  type Request,
  readForm,
  toCsv,
} from "../../kit/index.ts";
import { mayAdd, mayChange, maySee, maySeeList, onlyOf, recordsFor, viewerOf } from "./access.ts";
import { ListPage, type View } from "./list-view.tsx";
import { formSchema, type LinkOptions } from "./module-form.ts";
import { readQuery } from "./query.ts";
import { FormPage, GatePage, RecordPage, ThanksPage } from "./record-view.tsx";
import { earlierValues, filled, kindsBelow, type Live, partsOf, pathOf, textFor, titleOf } from "./show.ts";
import * as store from "./store.ts";

/** Each kind of record of each module has its pages at /m/<module>[/<kind>], for whoever may see them. */
export function routes(app: App, product: Product): void {
  for (const module of product.business.modules) {
    for (const kind of module.kinds) {
      listRoutes(app, product, module, kind);
      formRoutes(app, product, module, kind);
      recordRoutes(app, product, module, kind);
    }
  }
}

function viewOf(product: Product, c: Request, module: FeatureModule, kind: RecordKind): View {
  const viewer = viewerOf(c);
  return { product, c, module, kind, viewer, records: recordsFor(product, module, viewer) };
}

function listRoutes(app: App, product: Product, module: FeatureModule, kind: RecordKind): void {
  const path = pathOf(module, kind);
  app.get(path, (c) => {
    const view = viewOf(product, c, module, kind);
    if (maySeeList(kind, view.viewer)) {
      const query = readQuery(kind, c.req.query(), dayOf(product.now()));
      return c.html(<ListPage {...view} query={query} />);
    }
    if (!mayAdd(kind, view.viewer)) return c.html(<GatePage {...view} />);
    return c.html(<FormPage {...view} form={{ values: {}, errors: {} }} links={linksOf(view)} />);
  });
  app.get(`${path}/export.csv`, (c) => {
    const view = viewOf(product, c, module, kind);
    if (!maySeeList(kind, view.viewer)) return c.notFound();
    const head = ["id", "added", ...partsOf(kind).map(({ label }) => label), "state", "earlier fields"];
    return c.body(toCsv([head, ...allOf(view).map((record) => row(view, record))]), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${module.slug}-${kind.id}.csv"`,
    });
  });
  app.get(`${path}/records.json`, (c) => {
    const view = viewOf(product, c, module, kind);
    if (!maySeeList(kind, view.viewer)) return c.notFound();
    return c.json({
      records: view.records.all(kind.id).map((record) => ({
        id: record.data.id,
        state: record.value("state"),
        ...Object.fromEntries(partsOf(kind).map(({ name }) => [name, record.value(name)])),
      })),
    });
  });
}

/** Every record there is for an export, the oldest first, not only what a page works with. */
function allOf({ product, module, kind, viewer, records }: View): Live[] {
  return store
    .listRecords(product, module, kind, { userId: onlyOf(kind, viewer), limit: -1 })
    .reverse()
    .map((data) => records.live(kind, data));
}

function row({ module, kind }: View, record: Live): (string | number | null)[] {
  const { id, createdAt, values, state } = record.data;
  return [
    id,
    new Date(createdAt).toISOString(),
    ...partsOf(kind).map(({ name, kind: type }) => {
      if (type === "link") return textFor(module, kind, record, name);
      const value = record.value(name);
      if (typeof value === "boolean") return value ? "yes" : "no";
      return value ?? values[name] ?? "";
    }),
    state,
    earlierValues(kind, record)
      .map(([label, value]) => `${label}: ${value}`)
      .join("; "),
  ];
}

/** The records each link of a form may name. */
function linksOf({ module, kind, viewer, records }: View): LinkOptions {
  return Object.fromEntries(
    kind.fields.flatMap(({ name, of }) => {
      const target = kindOf(module, of);
      if (!target) return [];
      const seen = maySeeList(target, viewer) ? records.all(target.id) : [];
      return [
        [name, seen.map((one) => ({ value: String(one.data.id), label: titleOf(module, target, one) }))],
      ];
    }),
  );
}

function formRoutes(app: App, product: Product, module: FeatureModule, kind: RecordKind): void {
  const path = pathOf(module, kind);
  const strangers = new RateLimit({ max: 30, windowMs: 60_000, now: product.now });
  const users = new RateLimit({ max: 120, windowMs: 60_000, now: product.now });
  app.get(`${path}/new`, (c) => {
    const view = viewOf(product, c, module, kind);
    if (!mayAdd(kind, view.viewer)) return c.html(<GatePage {...view} />);
    const values = Object.fromEntries(
      kind.fields.flatMap(({ name, kind: type }) => {
        const wanted = type === "link" ? c.req.query(name) : undefined;
        return wanted === undefined ? [] : [[name, wanted]];
      }),
    );
    return c.html(<FormPage {...view} form={{ values, errors: {} }} links={linksOf(view)} />);
  });
  app.get(`${path}/thanks`, (c) => c.html(<ThanksPage {...viewOf(product, c, module, kind)} />));
  app.post(path, async (c) => {
    const view = viewOf(product, c, module, kind);
    const { viewer } = view;
    if (!mayAdd(kind, viewer)) return c.html(<GatePage {...view} />, 403);
    const links = linksOf(view);
    const form = await readForm(c, formSchema(kind, links));
    if (!form.ok) return c.html(<FormPage {...view} form={form.form} links={links} />, 422);
    const again = (errors: Record<string, string>, status: 422 | 429) =>
      c.html(
        <FormPage {...view} form={{ values: asTyped(kind, form.data), errors }} links={links} />,
        status,
      );
    const broken = brokenRules(kind, view.records.live(kind, draft(product, form.data, viewer.userId)));
    if (Object.keys(broken).length > 0) return again(broken, 422);
    const free =
      viewer.isOwner || (viewer.userId > 0 ? users.take(String(viewer.userId)) : strangers.take("all"));
    if (!free) return again({ form: "There is a lot going on just now. Please try again in a minute." }, 429);
    const id = product.db.transaction(() => {
      const added = store.addRecord(product, module, kind, { values: form.data, userId: viewer.userId });
      notify(product, module, kind, added, "added");
      return added;
    });
    product.events.count(`added: ${kind.singular}`);
    if (!maySeeList(kind, viewer)) return c.redirect(`${path}/thanks`, 303);
    flash(c, product, `${kind.singular} added.`);
    return c.redirect(
      kindsBelow(module, kind).length > 0 ? `${path}/${id}` : parentPage(view, form.data),
      303,
    );
  });
}

/** What belongs to another record is seen on the page of that one. */
function parentPage({ module, kind, viewer }: View, values: Readonly<Record<string, string>>): string {
  for (const { name, of } of kind.fields) {
    const target = kindOf(module, of);
    if (target && values[name] && maySeeList(target, viewer))
      return `${pathOf(module, target)}/${values[name]}`;
  }
  return pathOf(module, kind);
}

function draft(
  product: Product,
  values: Readonly<Record<string, string>>,
  userId: number,
): store.StoredRecord {
  const now = product.now();
  return { id: 0, state: "", values, userId, createdAt: now, updatedAt: now };
}

/** Sends what a module says is to be sent; as the owner sees the record. */
function notify(
  product: Product,
  module: FeatureModule,
  kind: RecordKind,
  id: number,
  on: Notice["on"],
): void {
  if (kind.notices.length === 0) return;
  const record = recordsFor(product, module, { isOwner: true, userId: 0 }).find(kind.id, id) as
    | Live
    | undefined;
  if (!record) return;
  for (const { to, subject, text } of dueNotices(kind, record, on)) {
    const recipient = to === "owner" ? product.business.contact_email : record.data.values[to];
    if (!recipient) continue;
    const link = to === "owner" ? `\n\n${product.baseUrl}${pathOf(module, kind)}\n` : "\n";
    product.outbox.send({
      to: recipient,
      subject: filled(subject, module, kind, record),
      body: `${filled(text, module, kind, record)}${link}`,
    });
  }
}

function recordRoutes(app: App, product: Product, module: FeatureModule, kind: RecordKind): void {
  const path = `${pathOf(module, kind)}/:id{[0-9]+}`;
  type Handle = (c: Request, view: View, record: Live) => Response | Promise<Response>;
  /** Other people's records are as good as none. */
  const withRecord = (handle: Handle, changes: boolean) => (c: Request) => {
    const view = viewOf(product, c, module, kind);
    const data = store.findRecord(product, module, kind, Number(c.req.param("id")));
    if (!data || !maySee(kind, view.viewer, data)) return c.notFound();
    if (changes && !mayChange(kind, view.viewer, data)) return c.notFound();
    return handle(c, view, view.records.live(kind, data));
  };
  app.get(
    path,
    withRecord((c, view, record) => c.html(<RecordPage {...view} record={record} />), false),
  );
  app.get(
    `${path}/edit`,
    withRecord((c, view, record) => {
      const form = { values: asTyped(kind, record.data.values), errors: {} };
      return c.html(<FormPage {...view} record={record} form={form} links={linksOf(view)} />);
    }, true),
  );
  app.post(
    `${path}/edit`,
    withRecord(async (c, view, record) => {
      const links = linksOf(view);
      const form = await readForm(c, formSchema(kind, links));
      if (!form.ok) return c.html(<FormPage {...view} record={record} form={form.form} links={links} />, 422);
      const broken = newlyBroken(
        kind,
        record,
        view.records.live(kind, { ...record.data, values: form.data }),
      );
      if (Object.keys(broken).length > 0) {
        const again = { values: asTyped(kind, form.data), errors: broken };
        return c.html(<FormPage {...view} record={record} form={again} links={links} />, 422);
      }
      store.changeRecord(product, record.data, form.data);
      flash(c, product, "Saved.");
      return c.redirect(`${pathOf(module, kind)}/${record.data.id}`, 303);
    }, true),
  );
  app.post(
    `${path}/move`,
    withRecord(async (c, view, record) => {
      const { to } = await c.req.parseBody();
      const move = movesOf(kind, record.data.state, view.viewer.isOwner).find((one) => one.to === to);
      const own = `${pathOf(module, kind)}/${record.data.id}`;
      if (!move) {
        flash(c, product, "That is not possible from here.");
        return c.redirect(own, 303);
      }
      product.db.transaction(() => {
        store.moveRecord(product, record.data.id, move.to);
        notify(product, module, kind, record.data.id, "moved");
      });
      flash(c, product, `${move.label}: done.`);
      return c.redirect(own, 303);
    }, true),
  );
  app.post(
    `${path}/delete`,
    withRecord((c, view, record) => {
      const below = kindsBelow(module, kind).find(({ kind: { id } }) => record.records(id).length > 0);
      if (below) {
        flash(c, product, `It still has ${below.kind.plural.toLowerCase()}: delete those first.`);
        return c.redirect(`${pathOf(module, kind)}/${record.data.id}`, 303);
      }
      store.removeRecord(product, record.data.id);
      flash(c, product, "Deleted.");
      return c.redirect(maySeeList(kind, view.viewer) ? pathOf(module, kind) : "/", 303);
    }, true),
  );
}

/** A ticked box is sent as "on". */
function asTyped(kind: RecordKind, values: Readonly<Record<string, string>>): Record<string, string> {
  const boxes = new Set(kind.fields.filter((one) => one.kind === "yes_no").map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, boxes.has(name) && value === "yes" ? "on" : value]),
  );
}

/** A rule that held once may not hold any more (a day that is past): it stands in the way of its own field alone. */
function newlyBroken(kind: RecordKind, before: Live, after: Live): Record<string, string> {
  const already = brokenRules(kind, before);
  const broken = Object.entries(brokenRules(kind, after));
  const isOld = (name: string) => name in already && before.data.values[name] === after.data.values[name];
  return Object.fromEntries(broken.filter(([name]) => !isOld(name)));
}
