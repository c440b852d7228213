import { type Product, type SqlValue, toSlug } from "../../kit/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE articles_terms (
     id INTEGER PRIMARY KEY, kind TEXT NOT NULL, slug TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,
     UNIQUE (kind, slug)
   );
   CREATE TABLE articles_articles (
     id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT NOT NULL, summary TEXT NOT NULL,
     body TEXT NOT NULL, category_id INTEGER NOT NULL REFERENCES articles_terms (id),
     author_id INTEGER NOT NULL REFERENCES articles_terms (id), affiliate INTEGER NOT NULL,
     status TEXT NOT NULL, updated_at INTEGER NOT NULL, published_at INTEGER
   );
   CREATE INDEX articles_by_time ON articles_articles (status, published_at DESC);
   CREATE TABLE articles_old_slugs (
     slug TEXT PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES articles_articles (id) ON DELETE CASCADE
   );
   CREATE TABLE articles_versions (
     id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES articles_articles (id) ON DELETE CASCADE,
     title TEXT NOT NULL, summary TEXT NOT NULL, body TEXT NOT NULL, saved_at INTEGER NOT NULL
   );
   CREATE INDEX articles_versions_by_article ON articles_versions (article_id, id DESC);
   CREATE TABLE articles_seeded (key TEXT PRIMARY KEY);`,
];

export interface Article {
  readonly id: number;
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  /** Markdown (markdown.ts). */
  readonly body: string;
  readonly category_id: number;
  readonly category: string;
  readonly category_slug: string;
  readonly author_id: number;
  readonly author: string;
  readonly author_slug: string;
  /** 1 when links in it may earn money. */
  readonly affiliate: number;
  readonly status: "draft" | "published";
  readonly updated_at: number;
  /** When it was first published; null for one that never was. */
  readonly published_at: number | null;
}

export interface Draft {
  readonly title: string;
  readonly slug: string;
  readonly summary: string;
  readonly body: string;
  readonly category: number;
  readonly author: number;
  readonly affiliate: boolean;
}

export interface Version {
  readonly id: number;
  readonly title: string;
  readonly summary: string;
  readonly body: string;
  /** When a newer text took its place. */
  readonly saved_at: number;
}

export const PAGE_SIZE = 12;
const KEPT_VERSIONS = 50;
const SELECT = `SELECT a.*, c.name AS category, c.slug AS category_slug, w.name AS author, w.slug AS author_slug
  FROM articles_articles a JOIN articles_terms c ON c.id = a.category_id JOIN articles_terms w ON w.id = a.author_id`;

export function articleById(product: Product, id: number): Article | undefined {
  return product.db.get<Article>(`${SELECT} WHERE a.id = ?`, id);
}

export function publishedBySlug(product: Product, slug: string): Article | undefined {
  return product.db.get<Article>(`${SELECT} WHERE a.slug = ? AND a.status = 'published'`, slug);
}

/** The present slug of a published article that once had this one. */
export function movedTo(product: Product, slug: string): string | undefined {
  return product.db.get<{ slug: string }>(
    `SELECT a.slug FROM articles_old_slugs o JOIN articles_articles a ON a.id = o.article_id
     WHERE o.slug = ? AND a.status = 'published'`,
    slug,
  )?.slug;
}

export interface Query {
  /** Every word must occur. */
  readonly words?: string;
  readonly categoryId?: number;
  readonly authorId?: number;
  readonly page?: number;
  readonly limit?: number;
}

/** Published articles, the newest first; those with the words in their title before others. */
export function findPublished(product: Product, query: Query): { total: number; articles: Article[] } {
  const { words = "", categoryId = null, authorId = null, page = 1, limit = PAGE_SIZE } = query;
  const list = words.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 6);
  const text = "lower(a.title || ' ' || a.summary || ' ' || a.body)";
  const where = [
    "a.status = 'published'",
    "(? IS NULL OR a.category_id = ?)",
    "(? IS NULL OR a.author_id = ?)",
    ...list.map(() => `instr(${text}, ?) > 0`),
  ].join(" AND ");
  const values: SqlValue[] = [categoryId, categoryId, authorId, authorId, ...list];
  const total = product.db.count(`SELECT count(*) FROM articles_articles a WHERE ${where}`, ...values);
  const articles = product.db.all<Article>(
    `${SELECT} WHERE ${where} ORDER BY instr(lower(a.title), ?) > 0 AND ? <> '' DESC, a.published_at DESC, a.id DESC
     LIMIT ? OFFSET ?`,
    ...[...values, list[0] ?? "", list[0] ?? "", limit, (page - 1) * limit],
  );
  return { total, articles };
}

export function allArticles(product: Product): Article[] {
  return product.db.all<Article>(`${SELECT} ORDER BY a.updated_at DESC, a.id DESC`);
}

export function addArticle(product: Product, draft: Draft): number {
  return product.db.run(
    `INSERT INTO articles_articles
       (slug, title, summary, body, category_id, author_id, affiliate, status, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'draft', ?)`,
    freeSlug(product, draft.slug || draft.title, 0),
    ...[draft.title, draft.summary, draft.body, draft.category, draft.author],
    ...[draft.affiliate ? 1 : 0, product.now()],
  ).id;
}

/** Keeps the text as it was, and the old address when it was public under it. */
export function changeArticle(product: Product, before: Article, draft: Draft): void {
  const { db } = product;
  const slug =
    draft.slug === before.slug ? before.slug : freeSlug(product, draft.slug || draft.title, before.id);
  db.transaction(() => {
    const same = (["title", "summary", "body"] as const).every((name) => before[name] === draft[name]);
    if (!same) keepVersion(product, before);
    db.run(
      `UPDATE articles_articles SET slug = ?, title = ?, summary = ?, body = ?, category_id = ?, author_id = ?,
         affiliate = ?, updated_at = ? WHERE id = ?`,
      ...[slug, draft.title, draft.summary, draft.body, draft.category, draft.author],
      ...[draft.affiliate ? 1 : 0, product.now(), before.id],
    );
    db.run("DELETE FROM articles_old_slugs WHERE slug = ?", slug);
    if (slug !== before.slug && before.published_at !== null) {
      db.run("INSERT OR REPLACE INTO articles_old_slugs VALUES (?, ?)", before.slug, before.id);
    }
  });
}

function keepVersion({ db, now }: Product, { id, title, summary, body }: Article): void {
  db.run(
    "INSERT INTO articles_versions (article_id, title, summary, body, saved_at) VALUES (?, ?, ?, ?, ?)",
    ...[id, title, summary, body, now()],
  );
  db.run(
    `DELETE FROM articles_versions WHERE article_id = ?1 AND id NOT IN
       (SELECT id FROM articles_versions WHERE article_id = ?1 ORDER BY id DESC LIMIT ?2)`,
    ...[id, KEPT_VERSIONS],
  );
}

export function versionsOf(product: Product, id: number): Version[] {
  return product.db.all("SELECT * FROM articles_versions WHERE article_id = ? ORDER BY id DESC", id);
}

/** The date of the first publication stays when it is published again. */
export function setStatus(product: Product, id: number, status: Article["status"]): void {
  product.db.run(
    `UPDATE articles_articles SET status = ?1, published_at = CASE WHEN ?1 = 'published'
       THEN coalesce(published_at, ?2) ELSE published_at END WHERE id = ?3`,
    ...[status, product.now(), id],
  );
}

export function removeArticle(product: Product, id: number): void {
  product.db.run("DELETE FROM articles_articles WHERE id = ?", id);
}

/** An address that neither another article has nor had. */
function freeSlug({ db }: Product, wanted: string, id: number): string {
  const base = toSlug(wanted, "article");
  const taken = (slug: string) =>
    db.count(
      `SELECT (SELECT count(*) FROM articles_articles WHERE slug = ?1 AND id <> ?2)
         + (SELECT count(*) FROM articles_old_slugs WHERE slug = ?1 AND article_id <> ?2)`,
      ...[slug, id],
    ) > 0;
  for (let number = 1; ; number += 1) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (!taken(slug)) return slug;
  }
}
