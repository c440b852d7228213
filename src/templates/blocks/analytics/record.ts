import { type Product, type Request, remoteAddress } from "../../kit/index.ts";
import { countView } from "./store.ts";
import { pageView } from "./view.ts";

/** Counts an answered request, unless it is none of a visitor or they ask not to be counted. */
export function recordView(c: Request, product: Product): void {
  // The owner's own visits would spoil the figures.
  if (c.get("session")?.role === "owner") return;
  const view = pageView({
    method: c.req.method,
    status: c.res.status,
    url: c.req.url,
    contentType: c.res.headers.get("content-type") ?? "",
    header: (name) => c.req.header(name),
  });
  if (view) countView(product, view, `${remoteAddress(c)} ${c.req.header("user-agent")}`);
}
