import type { z } from "zod";
import type { Product } from "./block.ts";

/** The settings of a block in `business.json`, parsed by the block's own schema. Throws at start when they don't fit. */
export function settingsOf<T>(product: Pick<Product, "business">, block: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(product.business.settings[block] ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`business.json, settings.${block}.${issue?.path.join(".")}: ${issue?.message}`);
}
