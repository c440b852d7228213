import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";

export { usersOnly, withUser } from "./routes.tsx";
export { currentUser, type User, userById } from "./store.ts";

export const block: Block = {
  id: "accounts",
  migrations: MIGRATIONS,
  nav: () => [
    { href: "/account", label: "Account", audience: "signed-in" },
    { href: "/sign-in", label: "Sign in", audience: "signed-out" },
    { href: "/sign-up", label: "Sign up", audience: "signed-out", primary: true },
  ],
  ownerNav: () => [{ href: "/owner/users", label: "Users" }],
  routes,
};
