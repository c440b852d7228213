import type { Product, SqlValue } from "../../kit/index.ts";
import { settings } from "./settings.ts";

export const MIGRATIONS = [
  `CREATE TABLE catalogue_products (
     id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, category TEXT NOT NULL,
     description TEXT NOT NULL, price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
     stock INTEGER NOT NULL CHECK (stock >= 0), hidden INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL
   );
   CREATE TABLE catalogue_seeded (slug TEXT PRIMARY KEY);`,
];

/** A thing for sale. */
export interface Item {
  readonly id: number;
  /** Its name in its address. */
  readonly slug: string;
  readonly name: string;
  readonly category: string;
  readonly description: string;
  readonly price_cents: number;
  /** How many can still be sold. */
  readonly stock: number;
  /** 1 when visitors don't see it. */
  readonly hidden: number;
}
export type ItemDraft = Pick<Item, "name" | "category" | "description" | "price_cents" | "stock">;

export const SORTS = ["newest", "price-up", "price-down", "name"] as const;
export interface Search {
  readonly words: readonly string[];
  readonly category: string | null;
  readonly minCents: number | null;
  readonly maxCents: number | null;
  readonly inStock: boolean;
  readonly sort: (typeof SORTS)[number];
  readonly page: number;
}
export const PAGE_SIZE = 24;

const ORDERS: Readonly<Record<Search["sort"], string>> = {
  newest: "id DESC",
  "price-up": "price_cents, id",
  "price-down": "price_cents DESC, id",
  name: "lower(name), id",
};

/** What visitors find; a product must have all words, and one that has them in its name comes first. */
export function search(product: Product, { words, sort, page, ...filter }: Search) {
  const where = [
    "hidden = 0",
    "(?1 IS NULL OR category = ?1)",
    "(?2 IS NULL OR price_cents >= ?2)",
    "(?3 IS NULL OR price_cents <= ?3)",
    "(?4 = 0 OR stock > 0)",
    ...words.map((_, at) => `instr(lower(name || ' ' || category || ' ' || description), ?${at + 5}) > 0`),
  ].join(" AND ");
  const values: SqlValue[] = [
    filter.category,
    filter.minCents,
    filter.maxCents,
    Number(filter.inStock),
    ...words,
  ];
  const inName = words.map((_, at) => `(instr(lower(name), ?${at + 5}) > 0)`).join(" + ") || "NULL";
  const total = product.db.count(`SELECT count(*) FROM catalogue_products WHERE ${where}`, ...values);
  const items = product.db.all<Item>(
    `SELECT * FROM catalogue_products WHERE ${where} ORDER BY ${inName} DESC, ${ORDERS[sort]}
     LIMIT ?${words.length + 5} OFFSET ?${words.length + 6}`,
    ...values,
    ...[PAGE_SIZE, (page - 1) * PAGE_SIZE],
  );
  return { total, items };
}

export function categories(product: Product): string[] {
  return product.db
    .all<{ category: string }>(
      "SELECT DISTINCT category FROM catalogue_products WHERE hidden = 0 ORDER BY lower(category)",
    )
    .map(({ category }) => category);
}

export function visibleItems(product: Product, limit = 1_000): Item[] {
  return product.db.all("SELECT * FROM catalogue_products WHERE hidden = 0 ORDER BY id DESC LIMIT ?", limit);
}

export function allItems(product: Product): Item[] {
  return product.db.all("SELECT * FROM catalogue_products ORDER BY hidden, id DESC LIMIT 1000");
}

export function itemById(product: Product, id: number): Item | undefined {
  return product.db.get("SELECT * FROM catalogue_products WHERE id = ?", id);
}

export function itemBySlug(product: Product, slug: string): Item | undefined {
  return product.db.get("SELECT * FROM catalogue_products WHERE slug = ?", slug);
}

/** Takes from the stock; false, and nothing taken, when there is not enough. */
export function takeStock(product: Product, id: number, quantity: number): boolean {
  const { changes } = product.db.run(
    "UPDATE catalogue_products SET stock = stock - ?1 WHERE id = ?2 AND stock >= ?1",
    quantity,
    id,
  );
  return changes > 0;
}

export function returnStock(product: Product, id: number, quantity: number): void {
  product.db.run("UPDATE catalogue_products SET stock = stock + ? WHERE id = ?", quantity, id);
}

export function addItem(product: Product, draft: ItemDraft): Item {
  return product.db.transaction(() => {
    const { name, category, description, price_cents, stock } = draft;
    const slug = freeSlug(product, name);
    product.db.run(
      `INSERT INTO catalogue_products (slug, name, category, description, price_cents, stock, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[slug, name, category, description, price_cents, stock, product.now()],
    );
    return itemBySlug(product, slug) as Item;
  });
}

/** The address stays, so that links keep working. The stock is changed only if it still is what the owner saw. */
export function changeItem(product: Product, id: number, draft: ItemDraft, seenStock: number): boolean {
  const { name, category, description, price_cents, stock } = draft;
  const { changes } = product.db.run(
    `UPDATE catalogue_products SET name = ?, category = ?, description = ?, price_cents = ?, stock = ?
     WHERE id = ? AND (stock = ? OR stock = ?)`,
    ...[name, category, description, price_cents, stock, id, seenStock, stock],
  );
  return changes > 0;
}

export function hideItem(product: Product, id: number, hidden: boolean): boolean {
  return (
    product.db.run("UPDATE catalogue_products SET hidden = ? WHERE id = ?", Number(hidden), id).changes > 0
  );
}

/** Adds the products of the settings, each once: what the owner renamed or hid does not come back. */
export function seed(product: Product): void {
  for (const item of [...settings(product).products].reverse()) {
    const { changes } = product.db.run(
      "INSERT OR IGNORE INTO catalogue_seeded VALUES (?)",
      slugOf(item.name),
    );
    if (changes > 0) addItem(product, item);
  }
}

export function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return plain.slice(0, 60).replace(/^-+|-+$/g, "") || "product";
}

function freeSlug(product: Product, name: string): string {
  const base = slugOf(name);
  for (let at = 1; ; at += 1) {
    const slug = at === 1 ? base : `${base}-${at}`;
    if (!itemBySlug(product, slug)) return slug;
  }
}
