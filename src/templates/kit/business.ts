import { readFileSync } from "node:fs";
import { z } from "zod";

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

/** A records module: a list, a form, a detail page and an export for something the business keeps. */
export const ModuleSchema = z.strictObject({
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  title: text,
  feature: text.describe("The feature it makes real, in the user's words"),
  singular: text.describe("One of its records"),
  fields: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
        label: text,
        kind: z.enum(["text", "prose", "number", "date", "choice", "email", "url", "yes_no"]),
        required: z.boolean(),
        choices: z.array(text).max(30).default([]),
      }),
    )
    .min(1)
    .max(20),
});
export type RecordsModule = z.infer<typeof ModuleSchema>;

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
  modules: z.array(ModuleSchema).max(50),
  settings: z.record(z.string(), z.record(z.string(), z.unknown())).describe("By block"),
  contact_email: z.string(),
});
export type Business = z.infer<typeof BusinessSchema>;

export function readBusiness(path: string): Business {
  return BusinessSchema.parse(JSON.parse(readFileSync(path, "utf8")));
}
