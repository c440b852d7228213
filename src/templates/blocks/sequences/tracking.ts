import type { App, Product, Request } from "../../kit/index.ts";
import { noteActivity } from "../newsletter/index.ts";

const TOKEN = "[A-Za-z0-9_-]{22}";
/** A transparent picture of one pixel. */
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const FRESH = { "cache-control": "no-store" };

/** Notes opens and clicks. A token leads only to the link that its letter had, wherever that goes. */
export function trackingRoutes(app: App, product: Product): void {
  const { db, now } = product;
  app.get(`/t/o/:file{${TOKEN}\\.gif}`, (c) => {
    const token = c.req.param("file").slice(0, -4);
    const letter = db.get<{ subscriber_id: number }>(
      "SELECT subscriber_id FROM sequences_letters WHERE token = ?",
      token,
    );
    if (!letter) return c.notFound();
    if (isNoted(c)) {
      db.run("UPDATE sequences_letters SET opened_at = coalesce(opened_at, ?) WHERE token = ?", now(), token);
      noteActivity(product, letter.subscriber_id);
    }
    return c.body(new Uint8Array(PIXEL), 200, { ...FRESH, "content-type": "image/gif" });
  });
  app.get(`/t/c/:token{${TOKEN}}`, (c) => {
    const token = c.req.param("token");
    const link = db.get<{ url: string; letter_id: number; subscriber_id: number }>(
      `SELECT k.url, k.letter_id, l.subscriber_id FROM sequences_links k
       JOIN sequences_letters l ON l.id = k.letter_id WHERE k.token = ?`,
      token,
    );
    if (!link) return c.notFound();
    if (isNoted(c)) {
      db.run("UPDATE sequences_links SET clicks = clicks + 1 WHERE token = ?", token);
      // Who followed a link has opened the letter, even if their program loads no pictures.
      db.run(
        `UPDATE sequences_letters SET clicked_at = coalesce(clicked_at, ?1), opened_at = coalesce(opened_at, ?1)
         WHERE id = ?2`,
        ...[now(), link.letter_id],
      );
      noteActivity(product, link.subscriber_id);
    }
    c.header("cache-control", FRESH["cache-control"]);
    return c.redirect(link.url, 302);
  });
}

/** Not for programs that only look whether it is there, nor for whoever asks not to be tracked. */
function isNoted(c: Request): boolean {
  return c.req.method === "GET" && c.req.header("dnt") !== "1" && c.req.header("sec-gpc") !== "1";
}
