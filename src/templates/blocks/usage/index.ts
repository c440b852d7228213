import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";

export { type Allowance, allowanceOf, recordUsage } from "./record.ts";

export const block: Block = {
  id: "usage",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/usage", label: "Usage", audience: "signed-in" }],
  routes,
};
