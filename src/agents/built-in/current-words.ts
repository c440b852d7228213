import { z } from "zod";
import { parsedJson } from "../../state/parsed-json.ts";
import type { ProductSpec } from "./product-spec.ts";

const WordsSchema = z.object({
  name: z.string(),
  features: z.array(z.unknown()),
  modules: z.array(z.string()),
  settings: z.record(z.string(), z.unknown()),
});

/**
 * Whether a business.json is about the product that is to be: it has the same features, records modules and settings.
 * How it words them does not matter. Something else is there before an improvement, or after one that failed.
 */
export function isCurrent(
  businessJson: string | undefined,
  { business }: Pick<ProductSpec, "business">,
): boolean {
  if (businessJson === undefined) return false;
  const words = WordsSchema.safeParse(parsedJson(businessJson)).data;
  return words !== undefined && JSON.stringify(outline(words)) === JSON.stringify(outline(named(business)));
}

function named(business: ProductSpec["business"]): Outlined {
  return { ...business, modules: business.modules.map(({ slug }) => slug) };
}

type Outlined = {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly features: readonly unknown[];
  readonly modules: readonly string[];
};

function outline({ name, features, modules, settings }: Outlined) {
  return [name, features.length, modules, Object.keys(settings).sort()];
}
