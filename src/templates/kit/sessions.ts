import { createHmac, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Product, Request } from "./block.ts";

const COOKIE = "session";
const FLASH = "flash";
const MAX_AGE_SECONDS = 14 * 86_400;
const SCRYPT = { N: 16_384, r: 8, p: 1, keylen: 32 } as const;

/** Who is signed in: a user of the accounts block, or the owner of the business. */
export interface Session {
  readonly role: "user" | "owner";
  /** The user's id; 0 for the owner. */
  readonly userId: number;
}

export const SESSION_MIGRATIONS = [
  `CREATE TABLE kit_sessions (
     token_hash TEXT PRIMARY KEY, role TEXT NOT NULL, user_id INTEGER NOT NULL, expires_at INTEGER NOT NULL
   );
   CREATE INDEX kit_sessions_by_user ON kit_sessions (user_id);`,
];

/** Starts a session and sets its cookie. Only a keyed hash of the token is stored. */
export function signIn(c: Request, product: Product, session: Session): void {
  const token = randomBytes(32).toString("base64url");
  const expires = product.now() + MAX_AGE_SECONDS * 1_000;
  product.db.run("DELETE FROM kit_sessions WHERE expires_at <= ?", product.now());
  product.db.run(
    "INSERT INTO kit_sessions VALUES (?, ?, ?, ?)",
    ...[hash(product, token), session.role, session.userId, expires],
  );
  setCookie(c, COOKIE, token, { ...cookieOptions(product), maxAge: MAX_AGE_SECONDS });
}

export function signOut(c: Request, product: Product): void {
  const token = getCookie(c, COOKIE);
  if (token) product.db.run("DELETE FROM kit_sessions WHERE token_hash = ?", hash(product, token));
  deleteCookie(c, COOKIE, cookieOptions(product));
}

/** Ends every session of a user, as after a change of password. */
export function signOutEverywhere(product: Product, userId: number): void {
  product.db.run("DELETE FROM kit_sessions WHERE role = 'user' AND user_id = ?", userId);
}

export function readSession(c: Request, product: Product): Session | undefined {
  const token = getCookie(c, COOKIE);
  if (!token) return undefined;
  const row = product.db.get<{ role: Session["role"]; user_id: number }>(
    "SELECT role, user_id FROM kit_sessions WHERE token_hash = ? AND expires_at > ?",
    ...[hash(product, token), product.now()],
  );
  return row && { role: row.role, userId: row.user_id };
}

/** Leaves a message for the next page. */
export function flash(c: Request, product: Product, message: string): void {
  setCookie(c, FLASH, encodeURIComponent(message), { ...cookieOptions(product), maxAge: 60 });
}

/** The message that was left, once. */
export function takeFlash(c: Request, product: Product): string | undefined {
  const message = getCookie(c, FLASH);
  if (!message) return undefined;
  deleteCookie(c, FLASH, cookieOptions(product));
  try {
    return decodeURIComponent(message).slice(0, 300);
  } catch {
    // Not one of ours.
    return undefined;
  }
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString("base64")}$${(await derive(password, salt)).toString("base64")}`;
}

export async function checkPassword(password: string, stored: string): Promise<boolean> {
  const [, salt = "", expected = ""] = stored.split("$");
  const derived = await derive(password, Buffer.from(salt, "base64"));
  const wanted = Buffer.from(expected, "base64");
  return wanted.length === derived.length && timingSafeEqual(wanted, derived);
}

/** Compares secrets in constant time. */
export function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string) => createHmac("sha256", "compare").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** A token that proves that this product made it for this text, such as an unsubscribe link. */
export function signature(product: Product, text: string): string {
  return createHmac("sha256", product.secrets.sessionKey).update(text).digest("base64url").slice(0, 32);
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const { keylen, ...cost } = SCRYPT;
    scrypt(password.normalize("NFKC"), salt, keylen, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function hash(product: Product, token: string): string {
  return createHmac("sha256", product.secrets.sessionKey).update(token).digest("base64url");
}

/** What every cookie of the product is set with. */
export function cookieOptions(product: Product) {
  const secure = product.baseUrl.startsWith("https://");
  return { path: "/", httpOnly: true, sameSite: "Lax", secure } as const;
}
