import { randomBytes } from "node:crypto";
import { getCookie, setCookie } from "hono/cookie";
import { cookieOptions, type Product, type Request, signature } from "../../kit/index.ts";
import type { Item } from "../catalogue/index.ts";

const COOKIE = "cart";
const KEEP_DAYS = 60;
const DAY_MS = 86_400_000;
const TOKEN = /^[\w-]{43}$/;

export const MIGRATIONS = [
  `CREATE TABLE cart_carts (key TEXT PRIMARY KEY, used_at INTEGER NOT NULL);
   CREATE TABLE cart_lines (
     cart TEXT NOT NULL REFERENCES cart_carts (key) ON DELETE CASCADE, item INTEGER NOT NULL,
     quantity INTEGER NOT NULL CHECK (quantity > 0), PRIMARY KEY (cart, item)
   );
   CREATE INDEX cart_carts_by_use ON cart_carts (used_at);`,
];

export interface CartLine {
  readonly item: Item;
  readonly quantity: number;
}

/** The cart of the visitor; only a keyed hash of its cookie is stored. undefined before the first product. */
export function cartKey(c: Request, product: Product): string | undefined {
  const token = getCookie(c, COOKIE) ?? "";
  return TOKEN.test(token) ? signature(product, `cart:${token}`) : undefined;
}

export function openCart(c: Request, product: Product): string {
  const known = cartKey(c, product);
  const token = known ? "" : randomBytes(32).toString("base64url");
  const key = known ?? signature(product, `cart:${token}`);
  if (!known) setCookie(c, COOKIE, token, { ...cookieOptions(product), maxAge: KEEP_DAYS * 86_400 });
  product.db.run(
    "INSERT INTO cart_carts VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET used_at = ?2",
    key,
    product.now(),
  );
  return key;
}

/** The lines in the order in which products came to the shop; those that are hidden now are left out. */
export function cartLines(product: Product, key: string | undefined): CartLine[] {
  if (!key) return [];
  return product.db
    .all<Item & { quantity: number }>(
      `SELECT catalogue_products.*, quantity FROM cart_lines JOIN catalogue_products ON id = item
       WHERE cart = ? AND hidden = 0 ORDER BY id`,
      key,
    )
    .map(({ quantity, ...item }) => ({ item, quantity }));
}

export function quantityOf(product: Product, key: string, item: number): number {
  return product.db.count("SELECT quantity FROM cart_lines WHERE cart = ? AND item = ?", key, item);
}

/** 0 takes the product out of the cart. */
export function setQuantity(product: Product, key: string, item: number, quantity: number): void {
  if (quantity === 0) product.db.run("DELETE FROM cart_lines WHERE cart = ? AND item = ?", key, item);
  else {
    product.db.run(
      "INSERT INTO cart_lines VALUES (?1, ?2, ?3) ON CONFLICT (cart, item) DO UPDATE SET quantity = ?3",
      ...[key, item, quantity],
    );
  }
}

export function emptyCart(product: Product, key: string): void {
  product.db.run("DELETE FROM cart_lines WHERE cart = ?", key);
}

/** Drops carts that nobody came back to. */
export function dropOldCarts(product: Product): number {
  return product.db.run("DELETE FROM cart_carts WHERE used_at < ?", product.now() - KEEP_DAYS * DAY_MS)
    .changes;
}

/** What the lines cost together, in cents. */
export function subtotal(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { item, quantity }) => sum + item.price_cents * quantity, 0);
}
