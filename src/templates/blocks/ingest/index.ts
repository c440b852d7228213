import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";

export { type Dataset, datasets, findDataset } from "./store.ts";
export type { Column } from "./table.ts";

export const block: Block = {
  id: "ingest",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/data", label: "Data", audience: "signed-in" }],
  routes,
};
