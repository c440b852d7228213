import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";

const COUNTRIES = [
  ...[
    "Austria",
    "Belgium",
    "Canada",
    "Denmark",
    "Finland",
    "France",
    "Germany",
    "Ireland",
    "Italy",
    "Netherlands",
  ],
  ...["New Zealand", "Norway", "Poland", "Portugal", "Spain", "Sweden", "Switzerland", "United Kingdom"],
  "United States",
];

const SettingsSchema = z.object({
  shipping_cents: z.int().min(0).max(1_000_000).default(490),
  free_shipping_from_cents: z.int().min(0).max(100_000_000).nullable().default(7_500),
  countries: z.array(z.string().min(2).max(60)).min(1).max(250).default(COUNTRIES),
});
export type Settings = z.infer<typeof SettingsSchema>;

export function settings(product: Product): Settings {
  return settingsOf(product, "checkout", SettingsSchema);
}
