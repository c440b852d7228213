import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";

export type SqlValue = string | number | null;

interface Statement {
  run(...values: SqlValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
}

/** The product's database: one SQLite file. Values are always parameters, never part of the SQL. */
export class Database {
  readonly #native: InstanceType<typeof DatabaseSync>;
  readonly #statements = new Map<string, Statement>();
  #depth = 0;

  constructor(path: string) {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
    this.#native = new DatabaseSync(path);
    this.#native.exec(
      "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON",
    );
  }

  /** Returns the id of the row that an INSERT made, and how many rows changed. */
  run(sql: string, ...values: SqlValue[]): { id: number; changes: number } {
    const { changes, lastInsertRowid } = this.#prepare(sql).run(...values);
    return { id: Number(lastInsertRowid), changes: Number(changes) };
  }

  get<Row extends object>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined;
  }

  all<Row extends object>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }

  /** The first column of the first row as a number; 0 when there is none. */
  count(sql: string, ...values: SqlValue[]): number {
    const row = this.get<Record<string, SqlValue>>(sql, ...values);
    return Number(Object.values(row ?? {})[0] ?? 0);
  }

  /** All or nothing; may be nested. */
  transaction<T>(body: () => T): T {
    if (this.#depth > 0) return body();
    this.#native.exec("BEGIN IMMEDIATE");
    this.#depth += 1;
    try {
      const result = body();
      this.#native.exec("COMMIT");
      return result;
    } catch (error) {
      this.#native.exec("ROLLBACK");
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /** Applies the steps of a block that were not applied yet, in order. A step is never edited once it was released. */
  migrate(block: string, steps: readonly string[]): void {
    this.#native.exec(
      "CREATE TABLE IF NOT EXISTS kit_migrations (block TEXT PRIMARY KEY, step INTEGER NOT NULL)",
    );
    this.transaction(() => {
      const applied = this.count("SELECT step FROM kit_migrations WHERE block = ?", block);
      for (const step of steps.slice(applied)) this.#native.exec(step);
      this.run("INSERT OR REPLACE INTO kit_migrations VALUES (?, ?)", block, Math.max(applied, steps.length));
    });
  }

  close(): void {
    this.#statements.clear();
    this.#native.close();
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#native.prepare(sql) as unknown as Statement;
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
