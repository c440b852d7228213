import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { settings } from "./settings.ts";
import { MIGRATIONS, seed, visibleItems } from "./store.ts";
import { HomeSection } from "./views.tsx";

export { currencyOf } from "./settings.ts";
export { type Item, itemById, returnStock, takeStock } from "./store.ts";

/** Other blocks add to a product's page in `catalogue:buy` (beside the price) and `catalogue:below`. */
export const block: Block = {
  id: "catalogue",
  migrations: MIGRATIONS,
  seed,
  nav: (product) => [{ href: "/shop", label: settings(product).title }],
  ownerNav: () => [{ href: "/owner/products", label: "Products" }],
  sitemap: (product) => visibleItems(product).map(({ slug }) => `/shop/${slug}`),
  home: (product) => HomeSection({ product }),
  routes,
};
