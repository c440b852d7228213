import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { validate } from "@langchain/langgraph-checkpoint-validation";
import * as vitest from "vitest";
import { openDatabase, type SqliteDatabase } from "../../src/stores/sqlite/driver.ts";
import { SqliteSaver } from "../../src/stores/sqlite/saver.ts";

// The suite expects the test functions as globals, which this project's configuration does not provide.
const { describe, it, test, expect, beforeAll, beforeEach, afterAll, afterEach } = vitest;
Object.assign(globalThis, { describe, it, test, expect, beforeAll, beforeEach, afterAll, afterEach });

const folder = mkdtempSync(join(tmpdir(), "genesis-validation-"));
const open = new Map<SqliteSaver, SqliteDatabase>();
let files = 0;

validate({
  checkpointerName: "SqliteSaver",
  async createCheckpointer() {
    files += 1;
    const database = await openDatabase(join(folder, `${files}.db`));
    const saver = new SqliteSaver(database);
    open.set(saver, database);
    return saver;
  },
  destroyCheckpointer(saver) {
    open.get(saver)?.close();
    open.delete(saver);
  },
  afterAll() {
    rmSync(folder, { recursive: true, force: true });
  },
});
