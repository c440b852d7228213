import type { App, Product, Request } from "../../kit/index.ts";
import { feed } from "./feed.ts";
import { articleSettings } from "./seed.ts";
import * as store from "./store.ts";
import { listTerms, type TermKind, termBySlug } from "./terms.ts";
import { ArticlePage, ListPage, TermPage } from "./views.tsx";

const FEED_LENGTH = 30;

/** What readers see: the list with search, articles, categories, authors and the feed. */
export function routes(app: App, product: Product): void {
  const { disclosure } = articleSettings(product);
  app.get("/articles", (c) => {
    const words = (c.req.query("q") ?? "").trim().slice(0, 100);
    const page = pageOf(c);
    const found = store.findPublished(product, { words, page });
    const categories = listTerms(product, "category").filter(({ published }) => published > 0);
    if (words && page === 1) product.events.count("searched articles");
    return c.html(
      <ListPage product={product} c={c} words={words} page={page} categories={categories} {...found} />,
    );
  });
  app.get("/articles/:slug", (c) => {
    const slug = c.req.param("slug");
    const article = store.publishedBySlug(product, slug);
    if (!article) {
      const moved = store.movedTo(product, slug);
      return moved ? c.redirect(`/articles/${moved}`, 301) : c.notFound();
    }
    product.events.count("read an article");
    const { articles } = store.findPublished(product, { categoryId: article.category_id, limit: 4 });
    const more = articles.filter(({ id }) => id !== article.id).slice(0, 3);
    return c.html(
      <ArticlePage product={product} c={c} article={article} disclosure={disclosure} more={more} />,
    );
  });
  termRoutes(app, product, "category", "/topics");
  termRoutes(app, product, "author", "/authors");
  app.get("/feed.xml", (c) =>
    c.body(feed(product, store.findPublished(product, { limit: FEED_LENGTH }).articles), 200, {
      "content-type": "application/rss+xml; charset=utf-8",
      "cache-control": "public, max-age=300",
    }),
  );
}

function termRoutes(app: App, product: Product, kind: TermKind, folder: string): void {
  app.get(`${folder}/:slug`, (c) => {
    const term = termBySlug(product, kind, c.req.param("slug"));
    if (!term || term.published === 0) return c.notFound();
    const page = pageOf(c);
    const by = kind === "category" ? { categoryId: term.id } : { authorId: term.id };
    const found = store.findPublished(product, { ...by, page });
    return c.html(<TermPage product={product} c={c} kind={kind} term={term} page={page} {...found} />);
  });
}

function pageOf(c: Request): number {
  return Math.max(1, Math.min(10_000, Number.parseInt(c.req.query("page") ?? "1", 10) || 1));
}
