import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { liveSlugs, MIGRATIONS } from "./store.ts";

export { ownSite } from "./own-site.ts";
export type { Site, Submission } from "./store.ts";
export { onSubmission } from "./submissions.ts";

export const block: Block = {
  id: "sites",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/sites", label: "Sites", audience: "signed-in" }],
  sitemap: (product) => liveSlugs(product).map((slug) => `/s/${slug}`),
  routes,
};
