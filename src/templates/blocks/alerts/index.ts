import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";
import { watch } from "./watch.ts";

export const block: Block = {
  id: "alerts",
  migrations: MIGRATIONS,
  jobs: [{ name: "watch thresholds", run: watch }],
  routes,
};
