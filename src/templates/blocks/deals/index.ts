import type { Block } from "../../kit/index.ts";
import { BalanceLink } from "./money-views.tsx";
import { routes } from "./routes.tsx";
import { confirmSilent, payBack } from "./service.ts";
import { MIGRATIONS } from "./store.ts";
import { Reviews } from "./talk-views.tsx";
import { OrderForm } from "./views.tsx";

export const block: Block = {
  id: "deals",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/deals", label: "Deals", audience: "signed-in" }],
  ownerNav: () => [{ href: "/owner/deals", label: "Deals and commission" }],
  slots: {
    "listings:order": (product, c, listing) => OrderForm({ product, c, listing }),
    "listings:below": (product, _c, id) => Reviews({ product, of: "listing_id", id }),
    "sellers:below": (product, _c, id) => Reviews({ product, of: "seller_id", id }),
    "sellers:desk": (product, _c, seller) => BalanceLink({ product, seller }),
  },
  jobs: [
    { name: "confirm deals nobody objected to", run: confirmSilent },
    { name: "pay back what is owed", run: payBack },
  ],
  routes,
};
