import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";

const SettingsSchema = z.object({
  title: z.string().min(1).max(200).default("Letters from {name}"),
  promise: z
    .string()
    .min(1)
    .max(500)
    .default("New things for {audience}, by e-mail. You confirm first, and every letter has a link to stop."),
  /** What subscribers choose from; they become tags. */
  topics: z.array(z.string().min(1).max(60)).max(12).default([]),
});

export function newsletterSettings(product: Product) {
  const { title, promise, topics } = settingsOf(product, "newsletter", SettingsSchema);
  const { name, audience } = product.business;
  const fill = (text: string) => text.replaceAll("{name}", name).replaceAll("{audience}", audience);
  return { title: fill(title), promise: fill(promise), topics };
}
