import { itemEntries } from "../entries.ts";
import { decodeNamespace } from "../namespace.ts";
import type { SqliteDatabase, SqlRow } from "./driver.ts";
import { integer, text } from "./row.ts";

/** Items in memory at a time while entries are computed anew. */
const REFILL_ROWS = 500;

/**
 * - item_entries: what an item is looked up by (entries.ts), in the order of a search.
 * - item_search: the same entries, each as "_" and its number, and the terms of the text. FTS5 intersects them, newest
 *   first. The terms are ready-made; the tokenizer only has to split at spaces and leave other scripts alone.
 * - item_terms, terms, text_totals: what ranking.ts needs. Triggers keep all of it in step with items.
 */
export const SEARCH_INDEX_SQL = `
  ALTER TABLE items ADD COLUMN entries TEXT NOT NULL DEFAULT '[]';
  CREATE TABLE item_entries (
    entry INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    item INTEGER NOT NULL,
    PRIMARY KEY (entry, updated_at DESC, item)
  ) WITHOUT ROWID;
  CREATE VIRTUAL TABLE item_search USING fts5 (
    body, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '_'"
  );
  CREATE TABLE item_terms (
    item INTEGER PRIMARY KEY,
    length INTEGER NOT NULL,
    -- {term: how often it is in the text}
    counts TEXT NOT NULL
  );
  CREATE TABLE terms (term TEXT PRIMARY KEY, items INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE text_totals (id INTEGER PRIMARY KEY, items INTEGER NOT NULL, length INTEGER NOT NULL);
  INSERT INTO text_totals VALUES (1, 0, 0);

  CREATE TRIGGER items_inserted AFTER INSERT ON items BEGIN
    INSERT OR IGNORE INTO item_entries SELECT value, new.updated_at, new.id FROM json_each(new.entries);
  END;
  DROP TRIGGER items_deleted;
  CREATE TRIGGER items_deleted AFTER DELETE ON items BEGIN
    DELETE FROM item_entries WHERE updated_at = old.updated_at AND item = old.id
      AND entry IN (SELECT value FROM json_each(old.entries));
    DELETE FROM item_search WHERE rowid = old.id;
    DELETE FROM item_terms WHERE item = old.id;
  END;
  CREATE TRIGGER item_terms_inserted AFTER INSERT ON item_terms BEGIN
    INSERT INTO terms SELECT key, 1 FROM json_each(new.counts) WHERE TRUE
      ON CONFLICT (term) DO UPDATE SET items = items + 1;
    UPDATE text_totals SET items = items + 1, length = length + new.length;
  END;
  CREATE TRIGGER item_terms_deleted AFTER DELETE ON item_terms BEGIN
    UPDATE terms SET items = items - 1 WHERE term IN (SELECT key FROM json_each(old.counts));
    DELETE FROM terms WHERE items <= 0 AND term IN (SELECT key FROM json_each(old.counts));
    UPDATE text_totals SET items = items - 1, length = length - old.length;
  END;
`;

/** What an item is found by in `item_search`. */
export function searchBody(entries: readonly number[], terms: readonly string[]): string {
  return [...entries.map(entryToken), ...terms].join(" ");
}

export function entryToken(entry: number): string {
  return `_${entry}`;
}

/**
 * Takes the terms of the items of schema version 1 from their old index, for which of them an item is found by was
 * decided when it was put, and is kept nowhere else.
 */
export function takeOldTerms(database: SqliteDatabase): void {
  database.exec(`
    CREATE VIRTUAL TABLE temp.old_terms USING fts5vocab(main, 'item_text', 'instance');
    INSERT INTO item_terms SELECT doc, sum(n), json_group_object(term, n) FROM
      (SELECT doc, term, count(*) AS n FROM temp.old_terms WHERE doc IN (SELECT id FROM items) GROUP BY doc, term)
      GROUP BY doc;
    DROP TABLE temp.old_terms;
    DROP TABLE item_text;
  `);
}

/** Computes the entries of all items anew. Part of every migration to a version that has other entries. */
export function refillEntries(database: SqliteDatabase): void {
  database.exec("DELETE FROM item_entries; INSERT INTO item_search (item_search) VALUES ('delete-all')");
  let last = 0;
  for (let rows = REFILL_ROWS; rows === REFILL_ROWS; ) {
    // A damaged value is still found by its namespace, and reported when it is read.
    const portion = database.all(
      `SELECT id, namespace, iif(json_valid(value), value, '{}') AS value, counts
       FROM items LEFT JOIN item_terms ON item_terms.item = items.id WHERE id > ? ORDER BY id LIMIT ?`,
      ...[last, REFILL_ROWS],
    );
    for (const row of portion) refillItem(database, row);
    rows = portion.length;
    last = Number(portion.at(-1)?.id);
  }
  database.exec(
    `INSERT OR IGNORE INTO item_entries SELECT entry.value, items.updated_at, items.id
     FROM items, json_each(items.entries) AS entry ORDER BY 1, 2 DESC, 3`,
  );
}

function refillItem(database: SqliteDatabase, row: SqlRow): void {
  const id = integer(row, "id");
  const entries = itemEntries(decodeNamespace(text(row, "namespace")), JSON.parse(text(row, "value")));
  database.run("UPDATE items SET entries = ? WHERE id = ?", JSON.stringify(entries), id);
  if (row.counts === null) return;
  const body = searchBody(entries, Object.keys(JSON.parse(text(row, "counts"))));
  database.run("INSERT INTO item_search (rowid, body) VALUES (?, ?)", id, body);
}
