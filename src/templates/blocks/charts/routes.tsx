import { type App, type Product, type Request, toCsv } from "../../kit/index.ts";
import { withUser } from "../accounts/index.ts";
import { type Dataset, datasets, findDataset } from "../ingest/index.ts";
import { type Workspace, workspaceOf } from "../team/index.ts";
import { dateColumn, measureName, nameOf, PERIODS, readQuery } from "./query.ts";
import { figuresOf, valuesOf } from "./store.ts";
import { ChartsPage, NoDataPage } from "./views.tsx";

export function routes(app: App, product: Product): void {
  app.get(
    "/charts",
    withUser(product, (c, user) => {
      const workspace = workspaceOf(product, user);
      const all = datasets(product, workspace.id);
      const dataset = chosen(c, product, workspace) ?? (c.req.query("dataset") ? undefined : all[0]);
      if (!dataset) {
        return c.req.query("dataset") ? c.notFound() : c.html(<NoDataPage product={product} c={c} />);
      }
      const query = readQuery(dataset, c.req.query());
      const figures = figuresOf(product, dataset, query);
      return c.html(
        <ChartsPage
          product={product}
          c={c}
          datasets={all}
          dataset={dataset}
          query={query}
          figures={figures}
          before={periodBefore(product, dataset, query)}
          choices={query.only === "" ? [] : valuesOf(product, dataset, query.only)}
        />,
      );
    }),
  );
  app.get(
    "/charts/export.csv",
    withUser(product, (c, user) => {
      const dataset = chosen(c, product, workspaceOf(product, user));
      if (!dataset) return c.notFound();
      const query = readQuery(dataset, c.req.query());
      const { points } = figuresOf(product, dataset, query);
      const by = PERIODS.some((one) => one === query.group) ? query.group : nameOf(dataset, query.group);
      const rows = points.map(({ label, value }) => [label, value]);
      return c.body(toCsv([[by, measureName(dataset, query)], ...rows]), 200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="chart.csv"',
      });
    }),
  );
}

function chosen(c: Request, product: Product, workspace: Workspace): Dataset | undefined {
  return findDataset(product, workspace.id, Number(c.req.query("dataset")));
}

/** The measure over as many days just before; undefined when the chart has no first and last day. */
function periodBefore(
  product: Product,
  dataset: Dataset,
  query: ReturnType<typeof readQuery>,
): number | null | undefined {
  if (!query.from || !query.to || !dateColumn(dataset) || query.to < query.from) return undefined;
  const [from, to] = [Date.parse(query.from), Date.parse(query.to)];
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  const earlier = { ...query, from: day(from - (to - from) - 86_400_000), to: day(from - 86_400_000) };
  return figuresOf(product, dataset, earlier).whole;
}
