import { isDeepStrictEqual } from "node:util";
import type { Collection } from "mongodb";
import { GenesisError } from "../../state/errors.ts";
import { decodeNamespace } from "../namespace.ts";
import { parseValue } from "../operations.ts";
import { documentEntries, type ItemDocument } from "./documents.ts";

/** Items in memory at a time. */
const REFILL_ITEMS = 200;

/**
 * Computes the entries of all items anew. Part of every migration to a version that has other entries; may be
 * interrupted and repeated, and run several times at once and next to writes.
 */
export async function refillEntries(items: Collection<ItemDocument>): Promise<void> {
  let last = "";
  for (let found = REFILL_ITEMS; found === REFILL_ITEMS; ) {
    const portion = await items
      .find({ _id: { $gt: last } }, { sort: { _id: 1 }, limit: REFILL_ITEMS })
      .toArray();
    const updates = portion.flatMap((document) => {
      const { _id, entries } = document;
      const anew = entriesOf(document);
      // An item that was written since it was read has other entries, or needs no others.
      const update = { updateOne: { filter: { _id, entries }, update: { $set: { entries: anew } } } };
      return isDeepStrictEqual(entries, anew) ? [] : [update];
    });
    if (updates.length > 0) await items.bulkWrite(updates, { ordered: false });
    found = portion.length;
    last = portion.at(-1)?._id ?? "";
  }
}

function entriesOf({ namespace, json, counts }: ItemDocument): number[] {
  return documentEntries(decodeNamespace(namespace), readableValue(json), counts);
}

/** A damaged value is still found by its namespace and its text, and reported when it is read. */
function readableValue(json: string): Record<string, unknown> {
  try {
    return parseValue(json);
  } catch (error) {
    if (GenesisError.isInstance(error)) return {};
    throw error;
  }
}
