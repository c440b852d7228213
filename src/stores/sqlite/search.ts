import { requiredEntries } from "../entries.ts";
import { prefixRange } from "../namespace.ts";
import type { CheckedSearch } from "../operations.ts";
import { type Candidate, MAX_CANDIDATES, rank, selectionGroups, type TextStatistics } from "../ranking.ts";
import type { SqliteDatabase, SqlRow, SqlValue } from "./driver.ts";
import { filterToSql } from "./filter-sql.ts";
import { integer, text } from "./row.ts";
import { entryToken } from "./search-index.ts";

/** Counting an index entry stops here: it is only about which of several is rarer. */
const MAX_COUNTED = 1_000;

interface Found extends Candidate {
  readonly id: number;
}

/** Where a search looks: entries that everything found has, and the conditions on `items` themselves. */
export interface SearchScope {
  readonly entries: readonly number[];
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

export function searchScope({ prefix, conditions }: CheckedSearch, now: number): SearchScope {
  const where = ["(items.expires_at IS NULL OR items.expires_at > ?)"];
  const parameters: SqlValue[] = [now];
  if (prefix.length > 0) {
    where.push("items.namespace >= ? AND items.namespace < ?");
    parameters.push(...prefixRange(prefix));
  }
  for (const condition of conditions.map((one) => filterToSql("items.value", one))) {
    where.push(condition.sql);
    parameters.push(...condition.parameters);
  }
  return { entries: requiredEntries(prefix, conditions), sql: where.join(" AND "), parameters };
}

/** Rows of `items` by last update, newest first, then namespace and key. */
export function findNewest(
  database: SqliteDatabase,
  { entries, sql, parameters }: SearchScope,
  { limit, offset }: { limit: number; offset: number },
): SqlRow[] {
  // CROSS JOIN keeps the order of the tables: along the index, so that it ends after the rows that are wanted.
  return database.all(
    `SELECT items.* FROM item_entries AS found CROSS JOIN items ON items.id = found.item
     WHERE found.entry = ? AND ${sql}
     ORDER BY found.updated_at DESC, items.namespace, items.key LIMIT ? OFFSET ?`,
    ...[rarest(database, entries), ...parameters, limit, offset],
  );
}

/** Identifiers of the items that have a term, in the order of ranking.ts. */
export function rankText(database: SqliteDatabase, scope: SearchScope, terms: readonly string[]) {
  const statistics = readStatistics(database, terms);
  const candidates: Found[] = [];
  for (const group of selectionGroups(terms, statistics)) {
    if (candidates.length === MAX_CANDIDATES) break;
    candidates.push(...select(database, scope, group, candidates));
  }
  return rank(candidates, terms, statistics);
}

function rarest(database: SqliteDatabase, entries: readonly number[]): number {
  const [first = 0] = entries;
  if (entries.length <= 1) return first;
  const counted = entries.map((entry) => {
    const row = database.get(
      "SELECT count(*) AS n FROM (SELECT 1 FROM item_entries WHERE entry = ? LIMIT ?)",
      ...[entry, MAX_COUNTED],
    );
    return { entry, count: row === undefined ? 0 : integer(row, "n") };
  });
  return counted.reduce((best, one) => (one.count < best.count ? one : best)).entry;
}

/** The newest items below the scope that have one of the terms, as many as fit beside those that are selected. */
function select(
  database: SqliteDatabase,
  { entries, sql, parameters }: SearchScope,
  group: readonly string[],
  selected: readonly Found[],
): Found[] {
  const required = entries.map((entry) => `"${entryToken(entry)}" AND `).join("");
  const rows = database.all(
    `SELECT items.id, items.namespace, items.key, items.updated_at, item_terms.length, item_terms.counts
     FROM item_search CROSS JOIN items ON items.id = item_search.rowid
     CROSS JOIN item_terms ON item_terms.item = items.id
     WHERE item_search MATCH ? AND item_search.rowid NOT IN (SELECT value FROM json_each(?)) AND ${sql}
     ORDER BY item_search.rowid DESC LIMIT ?`,
    `${required}(${group.map((term) => `"${term}"`).join(" OR ")})`,
    JSON.stringify(selected.map(({ id }) => id)),
    ...parameters,
    MAX_CANDIDATES - selected.length,
  );
  return rows.map((row) => ({
    id: integer(row, "id"),
    namespace: text(row, "namespace"),
    key: text(row, "key"),
    updatedAt: integer(row, "updated_at"),
    length: integer(row, "length"),
    counts: JSON.parse(text(row, "counts")),
  }));
}

function readStatistics(database: SqliteDatabase, terms: readonly string[]): TextStatistics {
  const totals = database.get("SELECT items, length FROM text_totals");
  const rows = database.all(
    "SELECT term, items FROM terms WHERE term IN (SELECT value FROM json_each(?))",
    JSON.stringify(terms),
  );
  return {
    items: totals === undefined ? 0 : integer(totals, "items"),
    length: totals === undefined ? 0 : integer(totals, "length"),
    frequency: new Map(rows.map((row) => [text(row, "term"), integer(row, "items")])),
  };
}
