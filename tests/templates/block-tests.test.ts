import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BLOCK_SOURCES, loadBlocks } from "../../src/templates/blocks.ts";

/** The tests that go out with each block, run from source as its engineers run them. */
describe.each([...loadBlocks().keys()])("the block %s", (id) => {
  it("passes the tests it brings along", { timeout: 60_000 }, () => {
    const file = join(BLOCK_SOURCES, id, `${id}.test.tsx`);
    const run = spawnSync(process.execPath, ["--import", "tsx", "--test", "--test-reporter", "spec", file], {
      encoding: "utf8",
      env: { PATH: process.env.PATH },
    });
    expect(run.status, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toMatch(/pass [1-9]/);
  });
});
