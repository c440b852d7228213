import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BLOCK_SOURCES, loadBlocks } from "../../src/templates/blocks.ts";

const blocks = loadBlocks();

describe.each([...blocks.values()])("the block $id", ({ id }) => {
  it("has its parts", () => {
    for (const file of ["index.ts", "routes.tsx", "store.ts", `${id}.test.tsx`]) {
      expect(existsSync(join(BLOCK_SOURCES, id, file)), file).toBe(true);
    }
  });

  it("is called what its manifest says", async () => {
    const { block } = (await import(join(BLOCK_SOURCES, id, "index.ts"))) as { block: { id: string } };
    expect(block.id).toBe(id);
  });
});
