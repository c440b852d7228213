import { randomBytes } from "node:crypto";
import { formatDate, type Product } from "../../kit/index.ts";
import { type Subscriber, unsubscribeHeaders, unsubscribeUrl } from "../newsletter/index.ts";
import { type LetterParts, letterHtml, letterText } from "./letter.tsx";

export interface Sending {
  readonly kind: "step" | "broadcast";
  /** Of the step or the broadcast. */
  readonly id: number;
  readonly subject: string;
  readonly body: string;
  /** Such as: and this belongs to the sequence "Welcome". */
  readonly because: string;
}

/**
 * Sends one letter to one subscriber, once for ever: the note that it was sent and the letter itself are written in
 * the same transaction, and a second note for the same step or broadcast is refused. False when it was sent before.
 */
export function sendLetter(product: Product, sending: Sending, subscriber: Subscriber): boolean {
  const { db, baseUrl, outbox } = product;
  const { kind, id, subject, body, because } = sending;
  return db.transaction(() => {
    const token = newToken();
    const letter = db.run(
      `INSERT OR IGNORE INTO sequences_letters (token, ${kind}_id, subscriber_id, sent_at) VALUES (?, ?, ?, ?)`,
      ...[token, id, subscriber.id, product.now()],
    );
    if (letter.changes === 0) return false;
    const parts: LetterParts = {
      ...{ subject, body },
      reason: `You get this because you confirmed your subscription on ${formatDate(subscriber.confirmed_at ?? 0)}${because}.`,
      unsubscribe: unsubscribeUrl(product, subscriber.id),
      pixel: `${baseUrl}/t/o/${token}.gif`,
      link: (url) => `${baseUrl}/t/c/${linkToken(product, letter.id, url)}`,
    };
    outbox.send({
      ...{
        to: subscriber.email,
        subject,
        body: letterText(product, parts),
        html: letterHtml(product, parts),
      },
      headers: unsubscribeHeaders(product, subscriber.id),
      onceKey: `sequences:${kind}:${id}:${subscriber.id}`,
    });
    return true;
  });
}

/** The token that stands for a link of a letter; the same for the same link. */
function linkToken({ db }: Product, letterId: number, url: string): string {
  db.run(
    "INSERT OR IGNORE INTO sequences_links (token, letter_id, url) VALUES (?, ?, ?)",
    ...[newToken(), letterId, url],
  );
  const link = db.get<{ token: string }>(
    "SELECT token FROM sequences_links WHERE letter_id = ? AND url = ?",
    ...[letterId, url],
  );
  if (!link) throw new Error("The link that was just noted is not there.");
  return link.token;
}

const newToken = () => randomBytes(16).toString("base64url");
