import type { Product } from "../../kit/index.ts";
import type { Code } from "./sums.ts";

export const MIGRATIONS = [
  `CREATE TABLE checkout_codes (
     code TEXT PRIMARY KEY, kind TEXT NOT NULL, value INTEGER NOT NULL CHECK (value > 0), min_cents INTEGER NOT NULL,
     max_uses INTEGER NOT NULL, active INTEGER NOT NULL DEFAULT 1
   );`,
];

/** Codes are read without regard to case and blanks. */
export function codeName(text: string): string {
  return text.trim().toUpperCase();
}

export function findCode(product: Product, code: string): Code | undefined {
  return product.db.get("SELECT * FROM checkout_codes WHERE code = ?", codeName(code));
}

export function listCodes(product: Product): Code[] {
  return product.db.all("SELECT * FROM checkout_codes ORDER BY active DESC, code");
}

/** False when there is one of this name. */
export function addCode(
  product: Product,
  { code, kind, value, min_cents, max_uses }: Omit<Code, "active">,
): boolean {
  const { changes } = product.db.run(
    "INSERT OR IGNORE INTO checkout_codes (code, kind, value, min_cents, max_uses) VALUES (?, ?, ?, ?, ?)",
    ...[codeName(code), kind, value, min_cents, max_uses],
  );
  return changes > 0;
}

export function switchCode(product: Product, code: string, active: boolean): boolean {
  return (
    product.db.run("UPDATE checkout_codes SET active = ? WHERE code = ?", Number(active), code).changes > 0
  );
}
