import type { Product } from "../../kit/index.ts";
import { unsubscribedIds } from "../newsletter/index.ts";

/** What became of the letters of a step or a broadcast. */
export interface Figures {
  readonly sent: number;
  readonly opened: number;
  readonly clicked: number;
  /** Who unsubscribed when this was the last letter they got. */
  readonly unsubscribed: number;
}

export function figuresOf(product: Product, kind: "step" | "broadcast", id: number): Figures {
  const { db } = product;
  const counts = db.get<Omit<Figures, "unsubscribed">>(
    `SELECT count(*) AS sent, count(opened_at) AS opened, count(clicked_at) AS clicked
     FROM sequences_letters WHERE ${kind}_id = ?`,
    id,
  ) ?? { sent: 0, opened: 0, clicked: 0 };
  const gone = unsubscribedIds(product);
  const lastReaders = db.all<{ subscriber_id: number }>(
    `SELECT subscriber_id FROM sequences_letters l WHERE ${kind}_id = ? AND NOT EXISTS
       (SELECT 1 FROM sequences_letters n WHERE n.subscriber_id = l.subscriber_id AND n.id > l.id)`,
    id,
  );
  return {
    ...counts,
    unsubscribed: lastReaders.filter(({ subscriber_id }) => gone.has(subscriber_id)).length,
  };
}

/** The links of the letters with their clicks, the most followed first. */
export function linksOf(
  { db }: Product,
  kind: "step" | "broadcast",
  id: number,
): { url: string; clicks: number }[] {
  return db.all(
    `SELECT k.url, sum(k.clicks) AS clicks FROM sequences_links k JOIN sequences_letters l ON l.id = k.letter_id
     WHERE l.${kind}_id = ? GROUP BY k.url ORDER BY clicks DESC, k.url`,
    id,
  );
}

/** 3 of 4 is 3 (75%). */
export function share(part: number, whole: number): string {
  return whole === 0 ? "0" : `${part} (${Math.round((part / whole) * 100)}%)`;
}
