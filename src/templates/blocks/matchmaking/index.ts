import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS, tellOfNew } from "./store.ts";

export const block: Block = {
  id: "matchmaking",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/requests", label: "Find a match" }],
  ownerNav: () => [{ href: "/owner/requests", label: "What buyers look for" }],
  jobs: [{ name: "tell buyers of new matches", run: tellOfNew }],
  routes,
};
