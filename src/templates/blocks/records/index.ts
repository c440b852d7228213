import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";

export const block: Block = {
  id: "records",
  migrations: MIGRATIONS,
  sitemap: ({ business }) => business.modules.map(({ slug }) => `/m/${slug}`),
  ownerNav: ({ business }) =>
    business.modules.map(({ slug, title }) => ({ href: `/m/${slug}`, label: title })),
  routes,
};
