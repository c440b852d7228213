import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";

const ItemSchema = z.object({
  name: z.string().min(1).max(120),
  category: z.string().min(1).max(60),
  price_cents: z.int().min(0).max(10_000_000),
  stock: z.int().min(0).max(1_000_000),
  description: z.string().min(1).max(5_000),
});
export type SampleItem = z.infer<typeof ItemSchema>;

const SETS = "Sets";
const SINGLE = "Single items";
const REFILLS = "Refills and spares";

/** What a shop that knows nothing of its range starts with. */
const SAMPLES: readonly SampleItem[] = [
  sample(
    "Starter set",
    SETS,
    4_900,
    24,
    "Everything to begin with in one box, chosen so that nothing in it stays unused.",
  ),
  sample(
    "Everyday set",
    SETS,
    7_900,
    16,
    "The starter set and what people add to it within the first months.",
  ),
  sample(
    "Gift box",
    SETS,
    5_900,
    12,
    "The starter set in a box to give away, with a card to write on. Prices are not in the parcel.",
  ),
  sample("The essential", SINGLE, 2_400, 40, "The one thing to have if you have only one."),
  sample(
    "The essential in large",
    SINGLE,
    3_200,
    25,
    "The same in a larger size, for those who use it daily.",
  ),
  sample("Trial size", SINGLE, 900, 60, "A small amount to try before you buy a large one."),
  sample(
    "Refill",
    REFILLS,
    1_400,
    80,
    "What runs out first. It fits every set and comes with less packaging.",
  ),
  sample("Spare parts", REFILLS, 1_150, 30, "The parts that wear, with instructions for changing them."),
];

export const SettingsSchema = z.object({
  title: z.string().min(1).max(40).default("Shop"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default("USD"),
  products: z
    .array(ItemSchema)
    .max(500)
    .default([...SAMPLES]),
});

export function settings(product: Pick<Product, "business">) {
  return settingsOf(product, "catalogue", SettingsSchema);
}

/** The currency of every price in the shop. */
export function currencyOf(product: Product): string {
  return settings(product).currency;
}

function sample(
  name: string,
  category: string,
  price_cents: number,
  stock: number,
  description: string,
): SampleItem {
  return { name, category, price_cents, stock, description };
}
