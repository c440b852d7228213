import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  flash,
  type Product,
  type Request,
  readForm,
} from "../../kit/index.ts";
import { withUser } from "../accounts/index.ts";
import { chartLink, figuresOf, readQuery } from "../charts/index.ts";
import { findDataset } from "../ingest/index.ts";
import { type Workspace, workspaceOf } from "../team/index.ts";
import * as store from "./store.ts";
import { NewViewPage, SharedPage, ViewsPage } from "./views.tsx";

const NewView = z.object({
  name: field.line(80),
  dataset: z.coerce.number().int(),
  query: z.string().max(1_000).default(""),
});

type InWorkspace = (
  handle: (c: Request, workspace: Workspace) => Response | Promise<Response>,
) => ReturnType<typeof withUser>;

export function routes(app: App, product: Product): void {
  const inWorkspace: InWorkspace = (handle) =>
    withUser(product, (c, user) => handle(c, workspaceOf(product, user)));
  app.get(
    "/views",
    inWorkspace((c, workspace) =>
      c.html(<ViewsPage product={product} c={c} views={store.views(product, workspace.id)} />),
    ),
  );
  newRoutes(app, product, inWorkspace);
  oneRoutes(app, product, inWorkspace);
  app.get("/shared/:token", (c) => {
    const view = store.sharedView(product, c.req.param("token"));
    if (!view) return c.notFound();
    const figures = figuresOf(product, view.dataset, view.query);
    return c.html(<SharedPage product={product} c={c} view={view} figures={figures} />);
  });
}

function newRoutes(app: App, product: Product, inWorkspace: InWorkspace): void {
  const page = (c: Request, workspace: Workspace, given: Record<string, string>, form: FormState) => {
    const dataset = findDataset(product, workspace.id, Number(given.dataset));
    if (!dataset) return c.notFound();
    const query = readQuery(dataset, given);
    const status = form === EMPTY_FORM ? 200 : 422;
    return c.html(
      <NewViewPage product={product} c={c} dataset={dataset} query={query} form={form} />,
      status,
    );
  };
  app.get(
    "/views/new",
    inWorkspace((c, workspace) => page(c, workspace, c.req.query(), EMPTY_FORM)),
  );
  app.post(
    "/views",
    inWorkspace(async (c, workspace) => {
      const form = await readForm(c, NewView);
      if (!form.ok) {
        const given = Object.fromEntries(new URLSearchParams(form.form.values.query ?? ""));
        return page(c, workspace, { ...given, dataset: form.form.values.dataset ?? "" }, form.form);
      }
      const dataset = findDataset(product, workspace.id, form.data.dataset);
      if (!dataset) return c.notFound();
      const query = readQuery(dataset, Object.fromEntries(new URLSearchParams(form.data.query)));
      store.addView(product, workspace.id, { name: form.data.name, dataset, query });
      product.events.count("saved a view");
      flash(c, product, `"${form.data.name}" is saved.`);
      return c.redirect("/views", 303);
    }),
  );
}

function oneRoutes(app: App, product: Product, inWorkspace: InWorkspace): void {
  const withView = (handle: (c: Request, view: store.SavedView) => Response | Promise<Response>) =>
    inWorkspace((c, workspace) => {
      const view = store.findView(product, workspace.id, Number(c.req.param("id")));
      return view ? handle(c, view) : c.notFound();
    });
  app.get(
    "/views/:id{[0-9]+}",
    withView((c, { dataset, query }) => c.redirect(`/charts?${chartLink(dataset, query)}`)),
  );
  app.post(
    "/views/:id{[0-9]+}/share",
    withView((c, view) => {
      store.shareView(product, view.id, view.sharedAs === null);
      flash(
        c,
        product,
        view.sharedAs === null ? "Anyone with the link can read it now." : "The link does not work any more.",
      );
      return c.redirect("/views", 303);
    }),
  );
  app.post(
    "/views/:id{[0-9]+}/delete",
    withView((c, view) => {
      store.removeView(product, view.id);
      flash(c, product, `"${view.name}" is deleted.`);
      return c.redirect("/views", 303);
    }),
  );
}
