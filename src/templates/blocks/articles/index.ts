import type { Block } from "../../kit/index.ts";
import { ownerRoutes } from "./owner-routes.tsx";
import { routes } from "./routes.tsx";
import { seedArticles } from "./seed.ts";
import { findPublished, MIGRATIONS } from "./store.ts";
import { listTerms } from "./terms.ts";
import { LatestArticles } from "./views.tsx";

export const block: Block = {
  id: "articles",
  migrations: MIGRATIONS,
  seed: seedArticles,
  nav: () => [{ href: "/articles", label: "Articles" }],
  ownerNav: () => [{ href: "/owner/articles", label: "Articles" }],
  feeds: ({ business }) => [{ href: "/feed.xml", title: `${business.name}: new articles` }],
  sitemap(product) {
    const used = (kind: "category" | "author", folder: string) =>
      listTerms(product, kind)
        .filter(({ published }) => published > 0)
        .map(({ slug }) => `/${folder}/${slug}`);
    const { articles } = findPublished(product, { limit: 5_000 });
    return [
      ...used("category", "topics"),
      ...used("author", "authors"),
      ...articles.map(({ slug }) => `/articles/${slug}`),
    ];
  },
  home: LatestArticles,
  routes(app, product) {
    routes(app, product);
    ownerRoutes(app, product);
  },
};
