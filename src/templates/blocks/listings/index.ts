import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS, settings, visibleListings } from "./store.ts";
import { DeskLink, HomeSection, SellerListings } from "./views.tsx";

export { type Listing, visibleListing, visibleListings } from "./store.ts";
export { whereItIs } from "./views.tsx";

/** What listings are priced in, and the categories there are. */
export const listingSettings = settings;

/** Other blocks add to a listing's page in `listings:order` (beside the price) and `listings:below`. */
export const block: Block = {
  id: "listings",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/listings", label: "Browse" }],
  ownerNav: () => [{ href: "/owner/listings", label: "Listings" }],
  sitemap: (product) => visibleListings(product).map(({ id }) => `/listings/${id}`),
  home: (product) => HomeSection({ product }),
  slots: {
    "sellers:below": (product, _c, seller) => SellerListings({ product, seller }),
    "sellers:desk": (product, _c, seller) => DeskLink({ product, seller }),
  },
  routes,
};
