import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { summaryLine } from "../support/summary-reporter.ts";

const run = promisify(execFile);
let root: string;

beforeEach(async () => {
  // In the checkout, so that vitest resolves; no test name pattern of the project matches the files.
  root = await mkdtemp(resolve("node_modules/.genesis-reporter-"));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function lastLine(files: Record<string, string>): Promise<{ line: string; code: number }> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  const reporter = JSON.stringify(resolve("tests/support/summary-reporter.ts"));
  await writeFile(
    join(root, "vitest.config.ts"),
    `import { SummaryReporter } from ${reporter};
     export default { test: { include: ["*.check.ts"], exclude: [], reporters: ["default", new SummaryReporter()] } };`,
  );
  const args = [resolve("node_modules/vitest/vitest.mjs"), "run", "--root", root];
  try {
    const { stdout } = await run(process.execPath, args);
    return { line: stdout.trimEnd().split("\n").at(-1) ?? "", code: 0 };
  } catch (error) {
    const { stdout, code } = error as { stdout: string; code: number };
    return { line: stdout.trimEnd().split("\n").at(-1) ?? "", code };
  }
}

const HEAD = 'import { expect, it } from "vitest";\n';

it("closes the output with passed, failed and skipped, and keeps the exit code", async () => {
  const mixed = `${HEAD}it("a", () => {}); it("b", () => {}); it("c", () => expect(1).toBe(2)); it.skip("d", () => {});`;
  expect(await lastLine({ "mixed.check.ts": mixed })).toEqual({
    line: "2 passed, 1 failed, 1 skipped",
    code: 1,
  });
});

it("counts a file that can't be loaded as a failure", async () => {
  const files = {
    "good.check.ts": `${HEAD}it("a", () => {});`,
    "broken.check.ts": `${HEAD}throw new Error("at load");`,
  };
  expect(await lastLine(files)).toEqual({ line: "1 passed, 1 failed", code: 1 });
});

it("leaves skipped out when nothing was", () => {
  expect(summaryLine({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
});
