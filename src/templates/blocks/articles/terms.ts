import { type Product, toSlug } from "../../kit/index.ts";

/** What articles are put under: categories and authors are kept alike. */
export type TermKind = "category" | "author";

export interface Term {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly text: string;
  /** How many articles are published under it. */
  readonly published: number;
  /** How many there are in all. */
  readonly articles: number;
}

const COLUMN = { category: "category_id", author: "author_id" } as const;

const select = (kind: TermKind) => `SELECT t.*,
  (SELECT count(*) FROM articles_articles a WHERE a.${COLUMN[kind]} = t.id AND a.status = 'published') AS published,
  (SELECT count(*) FROM articles_articles a WHERE a.${COLUMN[kind]} = t.id) AS articles
  FROM articles_terms t WHERE t.kind = '${kind}'`;

export function listTerms(product: Product, kind: TermKind): Term[] {
  return product.db.all<Term>(`${select(kind)} ORDER BY t.name COLLATE NOCASE`);
}

export function termBySlug(product: Product, kind: TermKind, slug: string): Term | undefined {
  return product.db.get<Term>(`${select(kind)} AND t.slug = ?`, slug);
}

export function termById(product: Product, kind: TermKind, id: number): Term | undefined {
  return product.db.get<Term>(`${select(kind)} AND t.id = ?`, id);
}

/** Undefined when there is one of that name. */
export function addTerm(product: Product, kind: TermKind, name: string, text: string): number | undefined {
  const { id, changes } = product.db.run(
    "INSERT OR IGNORE INTO articles_terms (kind, slug, name, text) VALUES (?, ?, ?, ?)",
    ...[kind, toSlug(name, kind), name, text],
  );
  return changes > 0 ? id : undefined;
}

/** Its address stays, so that links to it go on working. */
export function changeTerm(product: Product, id: number, name: string, text: string): void {
  product.db.run("UPDATE articles_terms SET name = ?, text = ? WHERE id = ?", name, text, id);
}

/** False when articles are under it. */
export function removeTerm(product: Product, kind: TermKind, id: number): boolean {
  if ((termById(product, kind, id)?.articles ?? 0) > 0) return false;
  product.db.run("DELETE FROM articles_terms WHERE kind = ? AND id = ?", kind, id);
  return true;
}
