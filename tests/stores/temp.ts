import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder that is gone when the test ends. */
export function tempFolder(): string {
  const { path, remove } = makeTempFolder();
  onTestFinished(remove);
  return path;
}

/** For hooks, which can't register what happens at the end of a test. */
export function makeTempFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "genesis-stores-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
