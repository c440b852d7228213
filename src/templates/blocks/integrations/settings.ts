import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";
import type { DeliveryOptions } from "./deliver.ts";

const SettingsSchema = z.object({
  allow_private_targets: z.boolean().default(false),
  timeout_ms: z.int().min(100).max(30_000).default(5_000),
});

export function deliveryOptions(product: Product): DeliveryOptions {
  const { allow_private_targets, timeout_ms } = settingsOf(product, "integrations", SettingsSchema);
  return { allowPrivate: allow_private_targets, timeoutMs: timeout_ms };
}
