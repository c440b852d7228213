import type { Collection } from "mongodb";
import type { TextStatistics } from "../ranking.ts";
import type { MongoConnection } from "./connection.ts";
import {
  COLLECTIONS,
  type ItemDocument,
  type TermDocument,
  TOTALS_ID,
  type TotalsDocument,
} from "./documents.ts";
import { bulkUpsert } from "./upsert.ts";

type TextOf = Pick<ItemDocument, "counts" | "length">;

/** What a group of writes changes in the statistics. */
export class StatisticsChange {
  readonly terms = new Map<string, number>();
  items = 0;
  withText = 0;
  length = 0;

  add(item: TextOf): void {
    this.#count(item, 1);
  }

  remove(item: TextOf): void {
    this.#count(item, -1);
  }

  #count({ counts, length }: TextOf, sign: 1 | -1): void {
    for (const term of Object.keys(counts)) this.terms.set(term, (this.terms.get(term) ?? 0) + sign);
    this.items += sign;
    this.withText += length > 0 ? sign : 0;
    this.length += sign * length;
  }
}

/** What is known of a store as a whole. */
export interface StoreStatistics extends TextStatistics {
  readonly allItems: number;
  readonly firstAt: number;
}

/**
 * In how many items each term is, kept by increments next to the writes. There are no transactions: a process that
 * dies between an item and its increments leaves the figures off by that item. They weigh what is found; an
 * item is found, and a filter holds, without them.
 */
export class MongoStatistics {
  readonly #terms: Collection<TermDocument & Partial<TotalsDocument>>;

  constructor(connection: MongoConnection) {
    this.#terms = connection.collection(COLLECTIONS.terms);
  }

  async apply({ terms, items, withText, length }: StatisticsChange, now: number): Promise<void> {
    const changed = [...terms].filter(([, change]) => change !== 0);
    const updates = changed.map(([_id, change]) => ({
      filter: { _id },
      update: { $inc: { items: change } },
    }));
    if (items === 0 && withText === 0 && length === 0 && updates.length === 0) return;
    const totals = {
      filter: { _id: TOTALS_ID },
      update: { $inc: { items, with_text: withText, length }, $min: { first_at: now } },
    };
    await bulkUpsert(this.#terms, [...updates, totals]);
  }

  async read(terms: readonly string[] = []): Promise<StoreStatistics> {
    const found = await this.#terms.find({ _id: { $in: [TOTALS_ID, ...terms] } }).toArray();
    const totals = found.find(({ _id }) => _id === TOTALS_ID);
    return {
      allItems: totals?.items ?? 0,
      items: totals?.with_text ?? 0,
      length: totals?.length ?? 0,
      firstAt: totals?.first_at ?? 0,
      frequency: new Map(found.map(({ _id, items }) => [_id, items])),
    };
  }
}
