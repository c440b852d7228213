import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";

export { findView, type SavedView, views } from "./store.ts";

export const block: Block = {
  id: "views",
  migrations: MIGRATIONS,
  routes,
};
