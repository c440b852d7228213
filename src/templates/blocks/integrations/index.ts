import type { Block } from "../../kit/index.ts";
import { deliverDue } from "./deliver.ts";
import { routes } from "./routes.tsx";
import { deliveryOptions } from "./settings.ts";
import { MIGRATIONS } from "./store.ts";

export const block: Block = {
  id: "integrations",
  migrations: MIGRATIONS,
  routes,
  jobs: [{ name: "webhooks", run: (product) => deliverDue(product, deliveryOptions(product)) }],
};
