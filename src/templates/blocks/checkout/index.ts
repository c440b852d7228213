import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";
import { CheckoutLink } from "./views.tsx";

export const block: Block = {
  id: "checkout",
  migrations: MIGRATIONS,
  ownerNav: () => [{ href: "/owner/discounts", label: "Discount codes" }],
  slots: { "cart:next": () => CheckoutLink() },
  routes,
};
