import { z } from "zod";
import {
  type App,
  dayOf,
  EMPTY_FORM,
  type FormState,
  field,
  flash,
  formError,
  type Product,
  type Request,
  readForm,
  settingsOf,
  toCsv,
} from "../../kit/index.ts";
import { withUser } from "../accounts/index.ts";
import { type Workspace, workspaceOf } from "../team/index.ts";
import { EntryForm, entryOf, readLines } from "./forms.ts";
import * as store from "./store.ts";
import { CashbookPage, EntryPage } from "./views.tsx";

const SettingsSchema = z.object({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default("USD"),
});
const ImportForm = z.object({ lines: field.prose(200_000) });

type Handler = (c: Request, workspace: Workspace) => Response | Promise<Response>;
type InWorkspace = (handle: Handler) => ReturnType<typeof withUser>;

export function routes(app: App, product: Product): void {
  const { currency } = settingsOf(product, "cashbook", SettingsSchema);
  const inWorkspace: InWorkspace = (handle) =>
    withUser(product, (c, user) => handle(c, workspaceOf(product, user)));
  const page = (c: Request, { id }: Workspace, forms: { add?: FormState; lines?: FormState } = {}) => (
    <CashbookPage
      product={product}
      c={c}
      currency={currency}
      entries={store.entriesOf(product, id)}
      add={forms.add ?? EMPTY_FORM}
      lines={forms.lines ?? EMPTY_FORM}
    />
  );
  app.get(
    "/cashbook",
    inWorkspace((c, workspace) => c.html(page(c, workspace))),
  );
  app.post(
    "/cashbook",
    inWorkspace(async (c, workspace) => {
      const form = await readForm(c, EntryForm);
      if (!form.ok) return c.html(page(c, workspace, { add: form.form }), 422);
      const entry = entryOf(form.data, store.entriesOf(product, workspace.id));
      store.addEntries(product, workspace.id, [entry]);
      flash(c, product, `${entry.what} is in the book, under ${entry.category}.`);
      return c.redirect("/cashbook", 303);
    }),
  );
  app.post(
    "/cashbook/import",
    inWorkspace(async (c, workspace) => {
      const form = await readForm(c, ImportForm);
      if (!form.ok) return c.html(page(c, workspace, { lines: form.form }), 422);
      const entries = readLines(form.data.lines, store.entriesOf(product, workspace.id));
      if (typeof entries === "string") {
        return c.html(page(c, workspace, { lines: formError(form.data, "lines", entries) }), 422);
      }
      store.addEntries(product, workspace.id, entries);
      flash(c, product, entries.length === 1 ? "1 line came in." : `${entries.length} lines came in.`);
      return c.redirect("/cashbook", 303);
    }),
  );
  app.get(
    "/cashbook/export.csv",
    inWorkspace((c, workspace) => {
      const rows = store
        .entriesOf(product, workspace.id)
        .map(({ day, what, cents, category }) => [day, what, cents / 100, category]);
      return c.body(toCsv([["day", "what", "amount", "category"], ...rows]), 200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="cashbook-${dayOf(product.now())}.csv"`,
      });
    }),
  );
  entryRoutes(app, product, inWorkspace);
}

/** One entry: changing it, which later proposals learn from, and deleting it. */
function entryRoutes(app: App, product: Product, inWorkspace: InWorkspace): void {
  const find = (c: Request, { id }: Workspace) => store.findEntry(product, id, Number(c.req.param("id")));
  const page = (c: Request, workspace: Workspace, entry: store.Entry, form = EMPTY_FORM) => (
    <EntryPage
      product={product}
      c={c}
      entry={entry}
      categories={[...new Set(store.entriesOf(product, workspace.id).map(({ category }) => category))]}
      form={form}
    />
  );
  app.get(
    "/cashbook/:id{[0-9]+}",
    inWorkspace((c, workspace) => {
      const entry = find(c, workspace);
      return entry ? c.html(page(c, workspace, entry)) : c.notFound();
    }),
  );
  app.post(
    "/cashbook/:id{[0-9]+}",
    inWorkspace(async (c, workspace) => {
      const entry = find(c, workspace);
      if (!entry) return c.notFound();
      const form = await readForm(c, EntryForm);
      if (!form.ok) return c.html(page(c, workspace, entry, form.form), 422);
      const others = store.entriesOf(product, workspace.id).filter(({ id }) => id !== entry.id);
      store.changeEntry(product, entry.id, entryOf(form.data, others));
      flash(c, product, "Saved.");
      return c.redirect("/cashbook", 303);
    }),
  );
  app.post(
    "/cashbook/:id{[0-9]+}/delete",
    inWorkspace((c, workspace) => {
      if (!store.removeEntry(product, workspace.id, Number(c.req.param("id")))) return c.notFound();
      flash(c, product, "Deleted.");
      return c.redirect("/cashbook", 303);
    }),
  );
}
