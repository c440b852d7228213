import { type App, ownerOnly, type Product, toCsv } from "../../kit/index.ts";
import * as store from "./store.ts";
import { AnalyticsPage, PERIODS } from "./views.tsx";

/** The owner's figures and their export. */
export function routes(app: App, product: Product): void {
  app.get("/owner/analytics", ownerOnly, (c) => {
    const asked = Number(c.req.query("days"));
    const days = PERIODS.find((period) => period === asked) ?? 30;
    return c.html(
      <AnalyticsPage
        product={product}
        c={c}
        period={days}
        days={store.lastDays(product, days)}
        pages={store.topNames(product, "path", days)}
        referrers={store.topNames(product, "referrer", days)}
        campaigns={store.topNames(product, "campaign", days)}
      />,
    );
  });
  app.get("/owner/analytics/export.csv", ownerOnly, (c) => {
    const rows = store.allCounts(product).map(({ day, kind, name, count }) => [day, kind, name, count]);
    return c.body(toCsv([["day", "kind", "name", "count"], ...rows]), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="visits.csv"',
    });
  });
}
