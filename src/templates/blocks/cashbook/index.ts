import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";

export const block: Block = {
  id: "cashbook",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/cashbook", label: "Cashbook", audience: "signed-in" }],
  routes,
};
