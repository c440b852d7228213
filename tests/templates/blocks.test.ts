import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BLOCK_SOURCES, loadBlocks } from "../../src/templates/blocks.ts";

const blocks = loadBlocks();

/** What they keep is kept by somebody else: Stripe, and the payment book of the kit. */
const WITHOUT_STORE = new Set(["stripe"]);

describe.each([...blocks.values()])("the block $id", ({ id, gives, titles, says }) => {
  it("has its parts", () => {
    const has = (file: string) => existsSync(join(BLOCK_SOURCES, id, file));
    for (const file of ["index.ts", `${id}.test.tsx`]) expect(has(file), file).toBe(true);
    expect(has("routes.tsx") || has("routes.ts"), "routes").toBe(true);
    if (!WITHOUT_STORE.has(id)) expect(has("store.ts"), "store.ts").toBe(true);
  });

  it("has words for visitors on what it gives, and on nothing else", () => {
    expect(gives).toEqual(expect.arrayContaining(Object.keys(titles)));
    expect(Object.keys(says).sort()).toEqual([...gives].sort());
  });

  it("is called what its manifest says", async () => {
    const { block } = (await import(join(BLOCK_SOURCES, id, "index.ts"))) as { block: { id: string } };
    expect(block.id).toBe(id);
  });
});
