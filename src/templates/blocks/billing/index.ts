import type { Block } from "../../kit/index.ts";
import { plansOf } from "./plans.ts";
import { renewDue } from "./renewal.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";
import { PlanBand } from "./views.tsx";

export { type Catalogue, limitOf, type Plan, planOf, plansOf } from "./plans.ts";

export const block: Block = {
  id: "billing",
  migrations: MIGRATIONS,
  nav: () => [
    { href: "/billing", label: "Billing", audience: "signed-in" },
    { href: "/pricing", label: "Pricing", audience: "signed-out" },
  ],
  ownerNav: () => [{ href: "/owner/billing", label: "Subscriptions" }],
  sitemap: () => ["/pricing"],
  home: (product) => PlanBand({ catalogue: plansOf(product) }),
  jobs: [{ name: "renew subscriptions", run: renewDue }],
  routes,
};
