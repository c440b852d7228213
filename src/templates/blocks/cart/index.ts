import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { dropOldCarts, MIGRATIONS } from "./store.ts";
import { BuyForm } from "./views.tsx";

export { type CartLine, cartKey, cartLines, emptyCart, subtotal } from "./store.ts";

/** The next step after the cart comes from the blocks that fill `cart:next`. */
export const block: Block = {
  id: "cart",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/cart", label: "Cart" }],
  slots: { "catalogue:buy": (product, _c, item) => BuyForm({ product, item }) },
  cookies: ["One remembers your cart for 60 days once you put something into it."],
  jobs: [{ name: "drop old carts", run: dropOldCarts }],
  routes,
};
