import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";

export { type ApiKey, keyOf, keysOf } from "./store.ts";

export const block: Block = {
  id: "api-keys",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/keys", label: "Keys", audience: "signed-in" }],
  routes,
};
