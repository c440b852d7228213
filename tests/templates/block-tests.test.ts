import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BLOCK_SOURCES, KIT_SOURCES, loadBlocks } from "../../src/templates/blocks.ts";

const suites = [
  ...readdirSync(KIT_SOURCES)
    .filter((file) => file.endsWith(".test.tsx"))
    .map((file) => [`kit/${file}`, join(KIT_SOURCES, file)] as const),
  ...[...loadBlocks().keys()].map((id) => [id, join(BLOCK_SOURCES, id, `${id}.test.tsx`)] as const),
];

/** The tests that go out with the kit and each block, run from source as their engineers run them. */
describe.each(suites)("%s", (_name, file) => {
  it("passes", { timeout: 60_000 }, () => {
    const run = spawnSync(process.execPath, ["--import", "tsx", "--test", "--test-reporter", "spec", file], {
      encoding: "utf8",
      env: { PATH: process.env.PATH },
    });
    expect(run.status, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toMatch(/pass [1-9]/);
  });
});
