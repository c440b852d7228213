import { z } from "zod";

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, "must be lower case, kebab-case");
const words = z.array(z.string().min(1).max(200));

/** The manifest of a building block: what it gives, needs and can be set to (docs/products.md). */
export const BlockManifestSchema = z.strictObject({
  id,
  title: z.string().min(3).max(100),
  summary: z.string().min(10).max(500),
  gives: words.describe("Features it makes real, in the words of the archetypes"),
  titles: z
    .record(z.string(), z.string().min(3).max(60))
    .default({})
    .describe("What visitors read instead of those of `gives` that are in the words of builders"),
  says: z
    .record(z.string(), z.string().min(10).max(300))
    .default({})
    .describe("One sentence for visitors on each of `gives`; `summary` where there is none"),
  keywords: words.describe("Words by which a feature of a user's own is matched to it"),
  capabilities: words.min(1).describe("What an agent must be able to do to work on it"),
  requires: z.array(id).default([]).describe("Blocks that must be there too"),
  packages: z
    .array(z.enum(["stripe"]))
    .default([])
    .describe("npm packages beside those of every product"),
  settings: z.record(z.string(), z.unknown()).default({}).describe("Defaults, handed to the block"),
  entry: z
    .string()
    .regex(/^\/(?!\/)/)
    .nullable()
    .default(null)
    .describe("The page where a visitor meets it first"),
});
export type BlockManifest = z.infer<typeof BlockManifestSchema>;
