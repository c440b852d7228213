import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { listSellers, MIGRATIONS } from "./store.ts";

export { currentSeller, type Seller, sellerById, sellerOf } from "./store.ts";

/** Other blocks add to a seller's public page in `sellers:below`, and to their own area in `sellers:desk`. */
export const block: Block = {
  id: "sellers",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/sell", label: "Sell" }],
  ownerNav: () => [{ href: "/owner/sellers", label: "Sellers" }],
  sitemap: (product) => listSellers(product, "approved").map(({ id }) => `/sellers/${id}`),
  routes,
};
