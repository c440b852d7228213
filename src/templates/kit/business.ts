import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { type FeatureModule, ModuleSchema } from "./modules/language.ts";

const colour = z.string().regex(/^#[0-9a-f]{6}$/);
const text = z.string().min(1).max(5_000);

/** Colours and shapes. The contrast of every pair that carries text is checked before a product is released. */
export const ThemeSchema = z.strictObject({
  accent: colour.describe("Buttons and links on a light ground"),
  accent_ink: colour.describe("Text on the accent"),
  accent_soft: colour.describe("Light ground of the accent's hue"),
  accent_dark: colour.describe("The accent on a dark ground"),
  accent_dark_ink: colour.describe("Text on `accent_dark`"),
  ink: colour.describe("Text on a light ground"),
  heading: z.enum(["sans", "serif", "rounded"]),
  radius: z.int().min(0).max(24).describe("Corners, pixels"),
});
export type Theme = z.infer<typeof ThemeSchema>;

/** `business.json`: everything that is particular to this business. Texts are plain text, escaped where they are shown. */
export const BusinessSchema = z.strictObject({
  version: z.literal(1),
  name: text,
  slug: z.string(),
  type: z.string().describe("Archetype, such as saas_tool"),
  tagline: text.describe("One line"),
  description: text,
  audience: text,
  hero: z.strictObject({
    title: text,
    lead: text,
    action: z.strictObject({ label: text, href: z.string().regex(/^\/(?!\/)/) }),
  }),
  benefits: z.array(z.strictObject({ title: text, text })).max(12),
  features: z
    .array(
      z.strictObject({
        name: text,
        summary: text,
        href: z
          .string()
          .regex(/^\/(?!\/)/)
          .nullable()
          .describe("Where it is used"),
      }),
    )
    .max(60),
  faq: z.array(z.strictObject({ question: text, answer: text })).max(30),
  help: z.array(z.strictObject({ title: text, text })).max(30),
  seo: z.strictObject({ title: text, description: text }),
  theme: ThemeSchema,
  modules: z.array(ModuleSchema).max(50).describe("Features that no block gives"),
  settings: z.record(z.string(), z.record(z.string(), z.unknown())).describe("By block"),
  contact_email: z.string(),
});
export type Business = z.infer<typeof BusinessSchema>;

/** The file itself: it names its modules, each of which has a file of its own in `modules/`. */
const BusinessFileSchema = BusinessSchema.extend({ modules: z.array(ModuleSchema.shape.slug).max(50) });

export function readBusiness(path: string): Business {
  const file = BusinessFileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  const modules = file.modules.map((slug) =>
    ModuleSchema.parse(JSON.parse(readFileSync(join(dirname(path), "modules", `${slug}.json`), "utf8"))),
  );
  return withModules({ ...file, modules: [] }, modules);
}

/** What a module says of itself stands wherever its feature is described. */
function withModules(business: Business, modules: readonly FeatureModule[]): Business {
  const summaries = new Map(modules.map(({ slug, summary }) => [`/m/${slug}`, summary]));
  const features = business.features.map((feature) => ({
    ...feature,
    summary: summaries.get(feature.href ?? "") ?? feature.summary,
  }));
  return { ...business, features, modules: [...modules] };
}
