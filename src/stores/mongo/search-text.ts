import type { Collection, Filter } from "mongodb";
import { termEntry } from "../entries.ts";
import { type Candidate, MAX_CANDIDATES, rank, selectionGroups } from "../ranking.ts";
import type { ItemDocument } from "./documents.ts";
import { findNewest } from "./newest.ts";
import type { StoreStatistics } from "./statistics.ts";

interface TextSearch {
  readonly prefix: readonly string[];
  /** What an item must meet besides having a term. */
  readonly match: Filter<ItemDocument>;
  readonly terms: readonly string[];
  readonly statistics: StoreStatistics;
  readonly now: number;
}

interface Found extends Candidate {
  readonly _id: string;
}

/** All candidates of a query in the order of ranking.ts. */
export async function searchText(items: Collection<ItemDocument>, search: TextSearch) {
  const { terms, statistics } = search;
  const candidates = new Map<string, Found>();
  for (const group of selectionGroups(terms, statistics)) {
    const room = MAX_CANDIDATES - candidates.size;
    if (room === 0) break;
    const found = await select(items, search, { group, room, besides: [...candidates.keys()] });
    for (const candidate of found) candidates.set(candidate._id, candidate);
  }
  return rank([...candidates.values()], terms, statistics);
}

async function select(
  items: Collection<ItemDocument>,
  { prefix, match, terms, statistics, now }: TextSearch,
  { group, room, besides }: { group: readonly string[]; room: number; besides: readonly string[] },
): Promise<Found[]> {
  const counts = terms.map((term): [string, 1] => [`counts.${term}`, 1]);
  const found = await findNewest(items, {
    match: {
      ...match,
      entries: { $in: group.map((term) => termEntry(prefix, term)) },
      ...(besides.length > 0 && { _id: { $nin: besides } }),
    },
    wanted: room,
    expected: group.reduce((sum, term) => sum + (statistics.frequency.get(term) ?? 0), 0),
    since: statistics.firstAt,
    now,
    projection: { namespace: 1, key: 1, updated_at: 1, length: 1, ...Object.fromEntries(counts) },
  });
  return found.flatMap(({ _id, namespace, key, updated_at, length, counts = {} }) =>
    // Another term may share the entry.
    group.some((term) => Object.hasOwn(counts, term))
      ? [{ _id, namespace, key, updatedAt: updated_at, length, counts }]
      : [],
  );
}
