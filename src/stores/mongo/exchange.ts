import type { Collection } from "mongodb";
import { parseValue } from "../operations.ts";
import type { ItemDocument } from "./documents.ts";
import { StatisticsChange } from "./statistics.ts";
import { insertNew } from "./upsert.ts";

/**
 * Puts what `change` makes of an item in its place, if nobody has written it meanwhile; who loses a race decides anew.
 * undefined leaves it. Gives back what it changed in the statistics.
 */
export async function exchangeItem(
  items: Collection<ItemDocument>,
  _id: string,
  now: number,
  change: (before: Record<string, unknown> | undefined) => ItemDocument | undefined,
): Promise<StatisticsChange> {
  for (;;) {
    const before = await items.findOne({ _id });
    const lives = before !== null && before.expires_at > now;
    const next = change(lives ? parseValue(before.json) : undefined);
    const written = new StatisticsChange();
    if (next === undefined) return written;
    written.add(next);
    if (before === null) {
      if ((await insertNew(items, [next])).length === 0) return written;
      continue;
    }
    const { _id: _same, ...content } = { ...next, ...(lives && { created_at: before.created_at }) };
    // Equal content is as good as untouched: whoever wrote it in between changed nothing.
    const untouched = { _id, json: before.json, expires_at: before.expires_at };
    written.remove(before);
    if ((await items.updateOne(untouched, { $set: content })).matchedCount === 1) return written;
  }
}
