import type { Child } from "hono/jsx";
import type { Product, Request } from "./block.ts";

/** What all blocks have to show in a place, in the order of the blocks. */
export function fillSlot(product: Product, c: Request, place: string, subject: number): Child[] {
  return product.blocks.flatMap(({ slots }) => slots?.[place]?.(product, c, subject) ?? []);
}
