import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  flash,
  formError,
  type Product,
  type Request,
  toCsv,
} from "../../kit/index.ts";
import { withUser } from "../accounts/index.ts";
import { limitOf } from "../billing/index.ts";
import { type Workspace, workspaceOf } from "../team/index.ts";
import { ingestApi } from "./api.ts";
import { importRows, inspect } from "./check.ts";
import * as store from "./store.ts";
import { DataPage, DatasetPage, PreviewPage } from "./views.tsx";

type Handler = (c: Request, workspace: Workspace) => Response | Promise<Response>;

export function routes(app: App, product: Product): void {
  const inWorkspace = (handle: Handler) =>
    withUser(product, (c, user) => handle(c, workspaceOf(product, user)));
  const page = (c: Request, workspace: Workspace, form: FormState = EMPTY_FORM) => (
    <DataPage
      product={product}
      c={c}
      datasets={store.datasets(product, workspace.id)}
      rows={store.countRows(product, workspace.id)}
      limit={limitOf(product, workspace.owner_id, "rows")}
      form={form}
    />
  );
  app.get(
    "/data",
    inWorkspace((c, workspace) => c.html(page(c, workspace))),
  );
  app.post(
    "/data/upload",
    inWorkspace(async (c, workspace) => {
      const { name, text } = await readUpload(c);
      const checkedName = field.line(80).safeParse(name);
      const refuse = (where: string, message: string) =>
        c.html(page(c, workspace, formError({ name }, where, message)), 422);
      if (!checkedName.success) return refuse("name", checkedName.error.issues[0]?.message ?? "");
      if (text === undefined) return refuse("file", "Please choose a CSV file.");
      const found = inspect(product, workspace, checkedName.data, text);
      if (typeof found === "string") return refuse("file", found);
      const id = store.keepUpload(product, workspace.id, checkedName.data, text);
      return c.redirect(`/data/uploads/${id}`, 303);
    }),
  );
  app.get(
    "/data/example.csv",
    withUser(product, (c) => csv(c, "example", exampleRows(product.now()))),
  );
  previewRoutes(app, product, inWorkspace);
  datasetRoutes(app, product, inWorkspace);
  ingestApi(app, product);
}

type InWorkspace = (handle: Handler) => ReturnType<typeof withUser>;

/** Nothing is stored before it was seen. */
function previewRoutes(app: App, product: Product, inWorkspace: InWorkspace): void {
  const find = (c: Request, workspace: Workspace) => {
    const upload = store.findUpload(product, workspace.id, Number(c.req.param("id")));
    const found = upload && inspect(product, workspace, upload.name, upload.content);
    // It was fine when it came; the data set or the plan may have changed since.
    return upload && typeof found === "object" ? { upload, found } : undefined;
  };
  // A button that is pressed twice, or in two tabs, does no harm.
  const gone = (c: Request) => {
    flash(c, product, "This file was imported or discarded before.");
    return c.redirect("/data", 303);
  };
  app.get(
    "/data/uploads/:id{[0-9]+}",
    inWorkspace((c, workspace) => {
      const one = find(c, workspace);
      return one ? c.html(<PreviewPage product={product} c={c} {...one} />) : c.notFound();
    }),
  );
  app.post(
    "/data/uploads/:id{[0-9]+}/import",
    inWorkspace((c, workspace) => {
      const one = find(c, workspace);
      if (!one) return gone(c);
      const { datasetId, added } = product.db.transaction(() => {
        store.dropUpload(product, one.upload.id);
        return importRows(product, workspace, one.upload.name, one.found);
      });
      flash(c, product, `${added.toLocaleString("en-US")} ${added === 1 ? "row" : "rows"} came in.`);
      return c.redirect(`/data/${datasetId}`, 303);
    }),
  );
  app.post(
    "/data/uploads/:id{[0-9]+}/discard",
    inWorkspace((c, workspace) => {
      const upload = store.findUpload(product, workspace.id, Number(c.req.param("id")));
      if (!upload) return gone(c);
      store.dropUpload(product, upload.id);
      flash(c, product, "Discarded. Nothing came in.");
      return c.redirect("/data", 303);
    }),
  );
}

function datasetRoutes(app: App, product: Product, inWorkspace: InWorkspace): void {
  const find = (c: Request, workspace: Workspace) =>
    store.findDataset(product, workspace.id, Number(c.req.param("id")));
  app.get(
    "/data/:id{[0-9]+}",
    inWorkspace((c, workspace) => {
      const dataset = find(c, workspace);
      if (!dataset) return c.notFound();
      return c.html(
        <DatasetPage
          product={product}
          c={c}
          dataset={dataset}
          latest={store.latestRows(product, dataset, 15)}
        />,
      );
    }),
  );
  app.get(
    "/data/:id{[0-9]+}/export.csv",
    inWorkspace((c, workspace) => {
      const dataset = find(c, workspace);
      if (!dataset) return c.notFound();
      return csv(c, "data", [dataset.columns.map(({ name }) => name), ...store.allRows(product, dataset)]);
    }),
  );
  app.post(
    "/data/:id{[0-9]+}/delete",
    inWorkspace((c, workspace) => {
      const dataset = find(c, workspace);
      if (!dataset) return c.notFound();
      store.removeDataset(product, dataset.id);
      flash(c, product, `"${dataset.name}" is deleted.`);
      return c.redirect("/data", 303);
    }),
  );
}

/** A file, or text that was pasted instead. */
async function readUpload(c: Request): Promise<{ name: string; text: string | undefined }> {
  const body = await c.req.parseBody();
  const { name, file, pasted } = body;
  const text = file instanceof File && file.size > 0 ? await file.text() : undefined;
  const other = typeof pasted === "string" && pasted.trim() !== "" ? pasted : undefined;
  return { name: typeof name === "string" ? name : "", text: text ?? other };
}

/** A small file to try things with, and to see what one looks like. */
function exampleRows(now: number): (string | number)[][] {
  const shops = ["North", "South", "Online"];
  const rows = Array.from({ length: 42 }, (_, at) => {
    const day = new Date(now - (42 - at) * 86_400_000).toISOString().slice(0, 10);
    return shops.map((shop, nth) => [
      day,
      shop,
      20 + ((at * 7 + nth * 11) % 17) + nth * 6,
      3 + ((at + nth) % 5),
    ]);
  });
  return [["day", "shop", "revenue", "orders"], ...rows.flat()];
}

function csv(c: Request, name: string, rows: Parameters<typeof toCsv>[0]): Response {
  return c.body(toCsv(rows), 200, {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${name}.csv"`,
  });
}
