import type { Collection, Document, Filter, FindOptions } from "mongodb";
import { ITEMS_BY_ENTRY, type ItemDocument } from "./documents.ts";

/** In a store of so many items the whole of it is looked through at once. */
const SMALL = 2_000;
const MIN_GROWTH = 2;
const MAX_GROWTH = 16;
const MIN_WIDTH_MS = 1_000;

export interface Newest {
  readonly match: Filter<ItemDocument>;
  readonly wanted: number;
  /** Guess of how many items match in the whole store, by which the first look is dimensioned. */
  readonly expected: number;
  readonly now: number;
  /** When the store's first item was written. */
  readonly since: number;
  readonly projection?: Document | undefined;
}

/**
 * The first `wanted` items that match, in the order of a search: last update, newest first, then namespace and key.
 *
 * Not every server reads an index in the order of a sort; some collect all that match first, and the cost then grows
 * with the store. So it is looked through backwards in time, with windows that widen until they hold enough. Each
 * window begins anew at the newest item: it is bounded on one side only, which every server's index can do.
 * How wide the windows are changes what a search costs, never what it finds.
 */
export async function findNewest(items: Collection<ItemDocument>, newest: Newest): Promise<ItemDocument[]> {
  const { match, wanted, expected, now, since, projection } = newest;
  if (wanted === 0) return [];
  const options: FindOptions = {
    sort: { updated_at: -1, namespace: 1, key: 1 },
    limit: wanted,
    hint: ITEMS_BY_ENTRY,
  };
  if (projection !== undefined) options.projection = projection;
  const age = now - since;
  let width = expected <= SMALL ? age : Math.max(MIN_WIDTH_MS, (2 * age * wanted) / expected);
  while (width < age) {
    const window = { ...match, updated_at: { $gte: Math.floor(now - width) } };
    const found = await items.find(window, options).toArray();
    if (found.length === wanted) return found;
    const growth = found.length === 0 ? MAX_GROWTH : (1.5 * wanted) / found.length;
    width *= Math.min(MAX_GROWTH, Math.max(MIN_GROWTH, growth));
  }
  return await items.find(match, options).toArray();
}
