import type { Block } from "../../kit/index.ts";
import { remind } from "./reminders.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";
import { wordsOf } from "./words.ts";

export const block: Block = {
  id: "projects",
  migrations: MIGRATIONS,
  nav: (product) => [{ href: "/projects", label: wordsOf(product).Projects, audience: "signed-in" }],
  jobs: [{ name: "remind of what is due", run: remind }],
  routes,
};
