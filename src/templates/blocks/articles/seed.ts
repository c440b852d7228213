import { z } from "zod";
import { type Product, settingsOf, toSlug } from "../../kit/index.ts";
import { addArticle, setStatus } from "./store.ts";
import { addTerm, type TermKind, termBySlug } from "./terms.ts";

const line = z.string().min(1).max(200);
const TermSchema = z.object({ name: line, text: z.string().max(2_000).default("") });
const SettingsSchema = z.object({
  categories: z.array(TermSchema).max(30).default([]),
  authors: z.array(TermSchema).max(30).default([]),
  /** Published when the product starts for the first time. `{name}`, `{audience}` and `{tagline}` are filled in. */
  articles: z
    .array(
      z.object({
        title: line,
        summary: z.string().min(1).max(500),
        body: z.string().min(1).max(50_000),
        category: line,
        author: line.optional(),
        affiliate: z.boolean().default(false),
      }),
    )
    .max(100)
    .default([]),
  disclosure: z
    .string()
    .min(1)
    .max(1_000)
    .default(
      "Some links in this article are affiliate links: when you buy through them, we may earn a commission. You pay the same price.",
    ),
});

export function articleSettings(product: Product) {
  return settingsOf(product, "articles", SettingsSchema);
}

/** Fills in what the settings bring, each of it once for ever: what the owner changes or deletes stays so. */
export function seedArticles(product: Product): void {
  const { business } = product;
  const { categories, authors, articles } = articleSettings(product);
  const fill = (text: string) =>
    text
      .replaceAll("{name}", business.name)
      .replaceAll("{audience}", business.audience)
      .replaceAll("{tagline}", business.tagline);
  for (const { name, text } of categories) seedTerm(product, "category", fill(name), fill(text));
  const house = `Articles that ${business.name} publishes as a whole.`;
  for (const { name, text } of [{ name: business.name, text: house }, ...authors]) {
    seedTerm(product, "author", fill(name), fill(text));
  }
  seedTerm(product, "category", "General", "");
  for (const { title, summary, body, category, author, affiliate } of articles) {
    if (!firstTime(product, `article:${title}`)) continue;
    const id = addArticle(product, {
      ...{ title: fill(title), slug: "", summary: fill(summary), body: fill(body), affiliate },
      category: termFor(product, "category", fill(category)),
      author: termFor(product, "author", fill(author ?? business.name)),
    });
    setStatus(product, id, "published");
  }
}

function seedTerm(product: Product, kind: TermKind, name: string, text: string): void {
  if (firstTime(product, `${kind}:${name}`)) addTerm(product, kind, name, text);
}

function termFor(product: Product, kind: TermKind, name: string): number {
  const there = termBySlug(product, kind, toSlug(name, kind))?.id ?? addTerm(product, kind, name, "");
  if (there === undefined) throw new Error(`There is no ${kind} "${name}" and none can be added.`);
  return there;
}

function firstTime(product: Product, key: string): boolean {
  return product.db.run("INSERT OR IGNORE INTO articles_seeded VALUES (?)", key).changes > 0;
}
