import { type App, dayOf, type Product, type Request, settingsOf, toCsv } from "../../kit/index.ts";
import { withUser } from "../accounts/index.ts";
import { planOf } from "../billing/index.ts";
import { allowanceOf, monthStart, SettingsSchema } from "./record.ts";
import * as store from "./store.ts";
import { HistoryPage, UsagePage } from "./views.tsx";

const DAY_MS = 86_400_000;
const PERIODS = [7, 30, 90];

export function routes(app: App, product: Product): void {
  const { unit } = settingsOf(product, "usage", SettingsSchema);
  app.get(
    "/usage",
    withUser(product, (c, user) => {
      const days = periodOf(c);
      const since = product.now() - days * DAY_MS;
      return c.html(
        <UsagePage
          product={product}
          c={c}
          unit={unit}
          plan={planOf(product, user.id).name}
          allowance={allowanceOf(product, user.id)}
          elsewhere={store.countElsewhere(product, user.id, monthStart(product.now()))}
          days={days}
          perDay={store.perDay(product, user.id, days)}
          week={store.perDay(product, user.id, 14)}
          actions={store.perAction(product, user.id, since)}
          people={store.perPerson(product, user.id, since)}
          latest={store.history(product, user.id, "", 1).rows.slice(0, 8)}
        />,
      );
    }),
  );
  app.get(
    "/usage/history",
    withUser(product, (c, user) => {
      const query = (c.req.query("q") ?? "").trim().slice(0, 100);
      const page = Math.max(1, Math.min(100_000, Number.parseInt(c.req.query("page") ?? "1", 10) || 1));
      const found = store.history(product, user.id, query, page);
      return c.html(<HistoryPage product={product} c={c} query={query} page={page} {...found} />);
    }),
  );
  exportRoutes(app, product);
}

function exportRoutes(app: App, product: Product): void {
  app.get(
    "/usage/export.csv",
    withUser(product, (c, user) => {
      const rows = store
        .perDayAndAction(product, user.id, product.now() - periodOf(c) * DAY_MS)
        .map(({ day, action, count }) => [day, action, count]);
      return csv(c, "usage", [["day", "action", "count"], ...rows]);
    }),
  );
  app.get(
    "/usage/history.csv",
    withUser(product, (c, user) => {
      const rows = store
        .wholeHistory(product, user.id)
        .map(({ at, who, action, subject }) => [new Date(at).toISOString(), who ?? "", action, subject]);
      return csv(c, `history-${dayOf(product.now())}`, [["time", "who", "action", "what"], ...rows]);
    }),
  );
}

function periodOf(c: Request): number {
  return PERIODS.find((days) => String(days) === c.req.query("days")) ?? 30;
}

function csv(c: Request, name: string, rows: Parameters<typeof toCsv>[0]): Response {
  return c.body(toCsv(rows), 200, {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${name}.csv"`,
  });
}
