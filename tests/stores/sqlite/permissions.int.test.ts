import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../../src/stores/sqlite/driver.ts";
import { tempFolder } from "../temp.ts";

const CHILD = fileURLToPath(new URL("open-child.ts", import.meta.url));

function openAsUser(path: string, ...mode: "read-only"[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", CHILD, path, ...mode], {
    encoding: "utf8",
  });
  return stdout || stderr;
}

it.each([
  ["a writable database", 0o777, 0o666, "open"],
  ["a read-only file", 0o777, 0o444, "STORE_READ_ONLY"],
  ["a read-only folder", 0o555, 0o666, "STORE_READ_ONLY"],
  ["an unreadable file", 0o777, 0o000, "STORE_UNAVAILABLE"],
  ["an unreadable folder", 0o000, 0o666, "STORE_UNAVAILABLE"],
])("opening %s", async (_what, folderMode, fileMode, answer) => {
  const outer = tempFolder();
  const folder = join(outer, "home");
  chmodSync(outer, 0o755);
  mkdirSync(folder);
  const path = join(folder, "genesis.db");
  (await openDatabase(path)).close();
  chmodSync(path, fileMode);
  chmodSync(folder, folderMode);
  onTestFinished(() => chmodSync(folder, 0o755));
  expect(openAsUser(path)).toBe(answer);
});

it.each([
  ["nobody has open", 1],
  ["somebody else has open", 3],
])("reading a database in a read-only folder that %s", async (_what, fileCount) => {
  const folder = tempFolder();
  chmodSync(folder, 0o755);
  const path = join(folder, "runs #1?.db");
  const database = await openDatabase(join(tempFolder(), "genesis.db"));
  database.run("INSERT INTO runs VALUES ('r', 'SUCCESS', '', '{}')");
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  copyFileSync(database.path, path);
  database.close();
  const other = fileCount > 1 ? await openDatabase(path) : undefined;
  onTestFinished(() => other?.close());
  const files = readdirSync(folder);
  expect(files).toHaveLength(fileCount);
  for (const file of files) chmodSync(join(folder, file), 0o644);
  chmodSync(folder, 0o555);
  onTestFinished(() => chmodSync(folder, 0o755));
  expect(openAsUser(path, "read-only")).toBe('{"runs":1}');
  expect(readdirSync(folder)).toEqual(files);
});
