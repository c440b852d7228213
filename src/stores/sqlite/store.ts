import type { Item, ListNamespacesOperation, SearchItem } from "@langchain/langgraph-checkpoint";
import { type Clock, systemClock } from "../../state/clock.ts";
import {
  CheckedStore,
  type CheckedStoreOptions,
  type OperationResult,
  type StoredChange,
} from "../checked-store.ts";
import { itemEntries } from "../entries.ts";
import { decodeNamespace, encodeNamespace } from "../namespace.ts";
import {
  type CheckedOperation,
  type CheckedSearch,
  type CheckedValue,
  parseValue,
  selectNamespaces,
} from "../operations.ts";
import { countTerms } from "../ranking.ts";
import { expiryOf, RETENTION_DAYS, type RetentionPolicy } from "../retention.ts";
import { queryTerms } from "../text-search.ts";
import type { SqliteDatabase, SqlRow } from "./driver.ts";
import { integer, text } from "./row.ts";
import { findNewest, rankText, searchScope } from "./search.ts";
import { searchBody } from "./search-index.ts";

const SWEEP_ROWS = 500;

export interface StoreOptions extends CheckedStoreOptions {
  readonly clock?: Clock;
  readonly retention?: RetentionPolicy;
}

/**
 * LangGraph's long-term memory in SQLite: filters as `filter.ts`, ranked text search as `ranking.ts`, records
 * expire by namespace root as `retention.ts`. A batch is one transaction. Errors: those of `checkOperation` and of the driver.
 */
export class SqliteStore extends CheckedStore {
  readonly #database: SqliteDatabase;
  readonly #clock: Clock;
  readonly #retention: RetentionPolicy;

  constructor(
    database: SqliteDatabase,
    { clock = systemClock, retention = RETENTION_DAYS, ...options }: StoreOptions = {},
  ) {
    super(options);
    this.#database = database;
    this.#clock = clock;
    this.#retention = retention;
  }

  protected override async execute(operations: readonly CheckedOperation[]): Promise<OperationResult[]> {
    const now = this.#clock.now();
    const run = () => operations.map((operation) => this.#execute(operation, now));
    return operations.some(({ kind }) => kind === "put") ? this.#database.transaction(run) : run();
  }

  protected override async exchange(namespace: string[], key: string, change: StoredChange): Promise<void> {
    const now = this.#clock.now();
    this.#database.transaction(() => {
      const next = change(this.#get(namespace, key, now)?.value);
      if (next !== undefined) this.#put(namespace, key, next, now);
    });
  }

  override async sweep(): Promise<number> {
    const now = this.#clock.now();
    let swept = 0;
    for (let deleted = SWEEP_ROWS; deleted === SWEEP_ROWS; swept += deleted) {
      deleted = this.#database.run(
        "DELETE FROM items WHERE id IN (SELECT id FROM items WHERE expires_at <= ? LIMIT ?)",
        ...[now, SWEEP_ROWS],
      );
    }
    return swept;
  }

  #execute(operation: CheckedOperation, now: number): OperationResult {
    switch (operation.kind) {
      case "get":
        return this.#get(operation.namespace, operation.key, now);
      case "put":
        if (operation.put === null) this.#delete(operation.namespace, operation.key);
        else this.#put(operation.namespace, operation.key, operation.put, now);
        return undefined;
      case "search":
        return this.#search(operation.search, now);
      case "list":
        return this.#list(operation.list, now);
    }
  }

  #get(namespace: string[], key: string, now: number): Item | null {
    const row = this.#database.get(
      "SELECT * FROM items WHERE namespace = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)",
      ...[encodeNamespace(namespace), key, now],
    );
    return row === undefined ? null : toItem(row);
  }

  #delete(namespace: string[], key: string): void {
    this.#database.run("DELETE FROM items WHERE namespace = ? AND key = ?", encodeNamespace(namespace), key);
  }

  /** A put item is a new row: rows ascend in the order of their last write, and so does the text index. */
  #put(namespace: string[], key: string, { value, json, terms }: CheckedValue, now: number): void {
    const encoded = encodeNamespace(namespace);
    const entries = itemEntries(namespace, value);
    const insert = (createdAt: number): SqlRow | undefined =>
      this.#database.get(
        `INSERT INTO items (namespace, key, value, created_at, updated_at, expires_at, entries)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`,
        ...[encoded, key, json, createdAt, now, expiryOf(this.#retention, namespace, now)],
        JSON.stringify(entries),
      );
    // Most are new.
    const row = insert(now) ?? insert(this.#makeRoom(encoded, key, now));
    if (terms.length === 0) return;
    const id = row === undefined ? 0 : integer(row, "id");
    const counts = countTerms(terms);
    this.#database.run(
      "INSERT INTO item_search (rowid, body) VALUES (?, ?)",
      ...[id, searchBody(entries, Object.keys(counts))],
    );
    this.#database.run(
      "INSERT INTO item_terms (item, length, counts) VALUES (?, ?, ?)",
      ...[id, terms.length, JSON.stringify(counts)],
    );
  }

  /** Removes the item that is there; returns when it was created. One that had expired but was not swept yet starts anew. */
  #makeRoom(encoded: string, key: string, now: number): number {
    const before = this.#database.get(
      "DELETE FROM items WHERE namespace = ? AND key = ? RETURNING created_at, expires_at",
      ...[encoded, key],
    );
    const lives = before !== undefined && (before.expires_at === null || integer(before, "expires_at") > now);
    return lives ? integer(before, "created_at") : now;
  }

  #search(search: CheckedSearch, now: number): SearchItem[] {
    const terms = search.query === undefined ? undefined : queryTerms(search.query);
    if (terms?.length === 0) return [];
    const scope = searchScope(search, now);
    const { limit, offset } = search;
    if (terms === undefined) return findNewest(this.#database, scope, { limit, offset }).map(toItem);
    const ranked = rankText(this.#database, scope, terms).slice(offset, offset + limit);
    return ranked.flatMap(({ id, score }) => {
      const row = this.#database.get("SELECT * FROM items WHERE id = ?", id);
      return row === undefined ? [] : [{ ...toItem(row), score }];
    });
  }

  #list(list: ListNamespacesOperation, now: number): string[][] {
    const rows = this.#database.all(
      "SELECT DISTINCT namespace FROM items WHERE expires_at IS NULL OR expires_at > ? ORDER BY namespace",
      now,
    );
    return selectNamespaces(
      rows.map((row) => decodeNamespace(text(row, "namespace"))),
      list,
    );
  }
}

function toItem(row: SqlRow): Item {
  return {
    namespace: decodeNamespace(text(row, "namespace")),
    key: text(row, "key"),
    value: parseValue(text(row, "value")),
    createdAt: new Date(integer(row, "created_at")),
    updatedAt: new Date(integer(row, "updated_at")),
  };
}
