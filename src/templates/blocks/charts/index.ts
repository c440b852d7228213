import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";

export { type ChartQuery, chartLink, describe, isTimed, readQuery } from "./query.ts";
export { type Figures, figuresOf } from "./store.ts";
export { ChartFigure } from "./views.tsx";

export const block: Block = {
  id: "charts",
  nav: () => [{ href: "/charts", label: "Charts", audience: "signed-in" }],
  routes,
};
