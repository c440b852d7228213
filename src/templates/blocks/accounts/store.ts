import type { Product, Session } from "../../kit/index.ts";

/** Ids are never used again, so that nobody inherits what a deleted account left in other blocks. */
export const MIGRATIONS = [
  `CREATE TABLE accounts_users (
     id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, password TEXT NOT NULL,
     created_at INTEGER NOT NULL
   );`,
];

export interface User {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created_at: number;
}

/** undefined when somebody has the address already. */
export function addUser(
  product: Product,
  user: { email: string; name: string; passwordHash: string },
): number | undefined {
  const { id, changes } = product.db.run(
    "INSERT OR IGNORE INTO accounts_users (email, name, password, created_at) VALUES (?, ?, ?, ?)",
    ...[user.email, user.name, user.passwordHash, product.now()],
  );
  return changes > 0 ? id : undefined;
}

export function userById(product: Product, id: number): User | undefined {
  return product.db.get<User>("SELECT id, email, name, created_at FROM accounts_users WHERE id = ?", id);
}

/** The user who is signed in. */
export function currentUser(product: Product, session: Session | undefined): User | undefined {
  return session?.role === "user" ? userById(product, session.userId) : undefined;
}

export function credentials(product: Product, email: string): { id: number; password: string } | undefined {
  return product.db.get("SELECT id, password FROM accounts_users WHERE email = ?", email);
}

export function passwordOf(product: Product, id: number): string | undefined {
  return product.db.get<{ password: string }>("SELECT password FROM accounts_users WHERE id = ?", id)
    ?.password;
}

export function changePassword(product: Product, id: number, passwordHash: string): void {
  product.db.run("UPDATE accounts_users SET password = ? WHERE id = ?", passwordHash, id);
}

export function removeUser(product: Product, id: number): void {
  product.db.run("DELETE FROM accounts_users WHERE id = ?", id);
}

export function listUsers(product: Product, limit = 200): User[] {
  return product.db.all(
    "SELECT id, email, name, created_at FROM accounts_users ORDER BY id DESC LIMIT ?",
    limit,
  );
}
