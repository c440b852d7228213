import type { MongoConnection } from "./connection.ts";
import { COLLECTIONS, type ItemDocument, type TermDocument, TOTALS_ID } from "./documents.ts";

/** Terms that are deleted in one command. */
const BATCH = 1_000;

/**
 * Deletes the terms that no item holds any more: the words of deleted records, a person's name among them. A term that
 * another process brings back at this moment may be counted too low, which only weighs what is found.
 */
export async function deleteUnusedTerms(connection: MongoConnection): Promise<void> {
  const used = new Set<string>([TOTALS_ID]);
  const items = connection.collection<ItemDocument>(COLLECTIONS.items);
  for await (const { counts } of items.find({}, { projection: { counts: 1 } })) {
    for (const term of Object.keys(counts)) used.add(term);
  }
  const terms = connection.collection<TermDocument>(COLLECTIONS.terms);
  const all = await terms.find({}, { projection: { _id: 1 } }).toArray();
  const unused = all.map(({ _id }) => _id).filter((term) => !used.has(term));
  for (let at = 0; at < unused.length; at += BATCH) {
    await terms.deleteMany({ _id: { $in: unused.slice(at, at + BATCH) } });
  }
}
