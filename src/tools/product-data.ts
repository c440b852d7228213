import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";

const FILE = "app.db";

/** Copies a product's database while it may be in use; nothing when there is none yet. */
export function copyDatabase(from: string, to: string): void {
  const source = join(from, FILE);
  if (!existsSync(source)) return;
  const database = new DatabaseSync(source);
  try {
    database.prepare("VACUUM INTO ?").run(join(to, FILE));
  } finally {
    database.close();
  }
}
