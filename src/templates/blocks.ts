import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BlockManifest, BlockManifestSchema } from "../state/product.ts";
import { invalidData, readDataFile } from "./yaml-file.ts";

/** Where the sources of the blocks and of the kit are; they are copied into products to the letter. */
export const BLOCK_SOURCES = fileURLToPath(new URL("./blocks/", import.meta.url));
export const KIT_SOURCES = fileURLToPath(new URL("./kit/", import.meta.url));

/** The building blocks there are, by id. Throws ARCHETYPE_INVALID for a broken manifest or one that requires an unknown block. */
export function loadBlocks(): ReadonlyMap<string, BlockManifest> {
  const names = readdirSync(BLOCK_SOURCES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const blocks = new Map(
    names.map((name) => [name, readDataFile(join(BLOCK_SOURCES, name, "block.yaml"), BlockManifestSchema)]),
  );
  for (const [folder, { id, requires }] of blocks) {
    if (id !== folder) throw invalidData(`The block in ${folder}/ calls itself "${id}".`);
    const unknown = requires.find((other) => !blocks.has(other));
    if (unknown) throw invalidData(`The block "${id}" requires "${unknown}", which does not exist.`);
  }
  return blocks;
}
