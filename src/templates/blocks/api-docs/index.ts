import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { DocsBand } from "./views.tsx";

export const block: Block = {
  id: "api-docs",
  nav: () => [{ href: "/docs", label: "Docs" }],
  sitemap: () => ["/docs"],
  home: (product) => DocsBand({ product }),
  routes,
};
