import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";

const word = z.string().trim().min(1).max(40);
const SettingsSchema = z.object({
  project: word.default("project"),
  projects: word.default("projects"),
  entry: word.default("task"),
  entries: word.default("tasks"),
});

/** How this business calls its projects and what is in them; with an article, and with a capital. */
export function wordsOf(product: Pick<Product, "business">) {
  const words = settingsOf(product, "projects", SettingsSchema);
  return {
    ...words,
    aProject: withArticle(words.project),
    anEntry: withArticle(words.entry),
    Project: capital(words.project),
    Projects: capital(words.projects),
    Entry: capital(words.entry),
    Entries: capital(words.entries),
  };
}
export type Words = ReturnType<typeof wordsOf>;

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
