import type { Product, Request } from "../../kit/index.ts";
import { type Site, siteOf } from "./store.ts";

/** The site of a request, only for the user who owns it. */
export function ownSite(product: Product, c: Request): Site | undefined {
  return siteOf(product, c.get("session")?.userId ?? 0, Number(c.req.param("id")));
}
