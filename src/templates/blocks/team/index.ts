import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";

export { members, type Workspace, workspaceOf } from "./store.ts";

export const block: Block = {
  id: "team",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/team", label: "Team", audience: "signed-in" }],
  routes,
};
