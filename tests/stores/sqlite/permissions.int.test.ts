import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../../src/stores/sqlite/driver.ts";
import { tempFolder } from "../temp.ts";

const CHILD = fileURLToPath(new URL("open-child.ts", import.meta.url));

function openAsUser(path: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", CHILD, path], {
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
