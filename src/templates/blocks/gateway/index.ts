import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";

export { ItemSchema, ProblemSchema } from "./contract.ts";
export { type Operation, operationsOf, PROBLEMS } from "./operations.ts";

export const block: Block = {
  id: "gateway",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/api-usage", label: "Usage", audience: "signed-in" }],
  routes,
};
