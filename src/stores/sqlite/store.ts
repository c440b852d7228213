import type { Item, ListNamespacesOperation, SearchItem } from "@langchain/langgraph-checkpoint";
import { z } from "zod";
import { type Clock, systemClock } from "../../state/clock.ts";
import { CheckedStore, type OperationResult } from "../checked-store.ts";
import { decodeNamespace, encodeNamespace, prefixRange } from "../namespace.ts";
import {
  type CheckedOperation,
  type CheckedSearch,
  type CheckedValue,
  selectNamespaces,
} from "../operations.ts";
import { expiryOf, RETENTION_DAYS, type RetentionPolicy } from "../retention.ts";
import { itemTerms, queryTerms } from "../text-search.ts";
import type { SqliteDatabase, SqlRow, SqlValue } from "./driver.ts";
import { filterToSql } from "./filter-sql.ts";
import { integer, text } from "./row.ts";

const SWEEP_ROWS = 500;
const valueSchema = z.record(z.string(), z.unknown());

export interface StoreOptions {
  readonly clock?: Clock;
  readonly retention?: RetentionPolicy;
}

/**
 * LangGraph's long-term memory in SQLite: filters as `filter.ts`, ranked text search as `text-search.ts`, records
 * expire by namespace root as `retention.ts`. Errors: those of `checkOperation` and of the driver.
 */
export class SqliteStore extends CheckedStore {
  readonly #database: SqliteDatabase;
  readonly #clock: Clock;
  readonly #retention: RetentionPolicy;

  constructor(
    database: SqliteDatabase,
    { clock = systemClock, retention = RETENTION_DAYS }: StoreOptions = {},
  ) {
    super();
    this.#database = database;
    this.#clock = clock;
    this.#retention = retention;
  }

  protected override async execute(operations: readonly CheckedOperation[]): Promise<OperationResult[]> {
    const now = this.#clock.now();
    const run = () => operations.map((operation) => this.#execute(operation, now));
    return operations.some(({ kind }) => kind === "put") ? this.#database.transaction(run) : run();
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

  #put(namespace: string[], key: string, { value, json, index }: CheckedValue, now: number): void {
    const row = this.#database.get(
      `INSERT INTO items (namespace, key, value, created_at, updated_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (namespace, key) DO UPDATE SET
         value = excluded.value,
         -- a record that had expired but was not swept yet starts anew
         created_at = iif(items.expires_at <= excluded.updated_at, excluded.created_at, items.created_at),
         updated_at = excluded.updated_at,
         expires_at = excluded.expires_at
       RETURNING id`,
      ...[encodeNamespace(namespace), key, json, now, now, expiryOf(this.#retention, namespace, now)],
    );
    const id = row === undefined ? 0 : integer(row, "id");
    this.#database.run("DELETE FROM item_text WHERE rowid = ?", id);
    const terms = itemTerms(value, index);
    if (terms.length > 0) {
      this.#database.run("INSERT INTO item_text (rowid, body) VALUES (?, ?)", id, terms.join(" "));
    }
  }

  #search({ prefix, conditions, limit, offset, query }: CheckedSearch, now: number): SearchItem[] {
    const terms = query === undefined ? undefined : queryTerms(query);
    if (terms?.length === 0) return [];
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
    if (terms !== undefined) {
      where.push("item_text MATCH ?");
      parameters.push(terms.map((term) => `"${term}"`).join(" OR "));
    }
    const [score, from] = terms
      ? ["-bm25(item_text) AS score", "item_text JOIN items ON items.id = item_text.rowid"]
      : ["NULL AS score", "items"];
    const rows = this.#database.all(
      `SELECT items.*, ${score} FROM ${from} WHERE ${where.join(" AND ")}
       ORDER BY score DESC, updated_at DESC, namespace, key LIMIT ? OFFSET ?`,
      ...parameters,
      ...[limit, offset],
    );
    return rows.map((row) =>
      typeof row.score === "number" ? { ...toItem(row), score: row.score } : toItem(row),
    );
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
    value: valueSchema.parse(JSON.parse(text(row, "value"))),
    createdAt: new Date(integer(row, "created_at")),
    updatedAt: new Date(integer(row, "updated_at")),
  };
}
