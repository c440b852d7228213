import { type Collection, type Document, type Filter, MongoBulkWriteError, type UpdateFilter } from "mongodb";
import { isDuplicate } from "./errors.ts";

/** More racing upserts of one document in a row mean that something else is wrong. */
const MAX_RACES = 8;
const DUPLICATE = 11_000;

interface Upsert<T> {
  readonly filter: Filter<T>;
  readonly update: UpdateFilter<T>;
}

/**
 * Repeats an upsert that lost a race: two upserts of a document that is not there yet both try to insert it, and the
 * unique index refuses the second; repeated, it finds the document.
 */
export async function withRaces<T>(upsert: () => Promise<T>): Promise<T> {
  for (let races = 1; ; races += 1) {
    try {
      return await upsert();
    } catch (error) {
      if (!isDuplicate(error) || races === MAX_RACES) throw error;
    }
  }
}

/** Upserts documents in any order. */
export async function bulkUpsert<T extends Document>(
  collection: Collection<T>,
  upserts: readonly Upsert<T>[],
): Promise<void> {
  let open = upserts;
  for (let races = 1; open.length > 0; races += 1) {
    const operations = open.map(({ filter, update }) => ({ updateOne: { filter, update, upsert: true } }));
    const refused = await duplicatesOf(() => collection.bulkWrite(operations, { ordered: false }), races);
    open = refused.map((at) => open[at] as Upsert<T>);
  }
}

/** Inserts documents in any order and gives back those whose identifier was there already. */
export async function insertNew<T extends Document>(
  collection: Collection<T>,
  documents: readonly T[],
): Promise<T[]> {
  const refused = await duplicatesOf(() =>
    collection.insertMany(documents as Parameters<Collection<T>["insertMany"]>[0], { ordered: false }),
  );
  return refused.map((at) => documents[at] as T);
}

/** The positions that a unique index refused; any other failure is thrown. */
async function duplicatesOf(write: () => Promise<unknown>, races = 1): Promise<number[]> {
  try {
    await write();
    return [];
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || races >= MAX_RACES) throw error;
    const errors = [error.writeErrors].flat();
    if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE)) throw error;
    return errors.map(({ index }) => index);
  }
}
