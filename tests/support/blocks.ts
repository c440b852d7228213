import { type BlockManifest, BlockManifestSchema } from "../../src/state/product.ts";

/** A block of which only the differences matter. */
export function aBlock(id: string, differences: Partial<BlockManifest> = {}): BlockManifest {
  return BlockManifestSchema.parse({
    id,
    title: id.charAt(0).toUpperCase() + id.slice(1),
    summary: `It is there for ${id}.`,
    gives: [],
    keywords: [],
    capabilities: ["backend"],
    ...differences,
  });
}
