import type { App, Product } from "../../kit/index.ts";
import { openApi } from "./openapi.ts";
import { DocsPage } from "./views.tsx";

export function routes(app: App, product: Product): void {
  const description = openApi(product);
  app.get("/openapi.json", (c) => {
    c.header("access-control-allow-origin", "*");
    return c.json(description);
  });
  app.get("/docs", (c) => c.html(<DocsPage product={product} c={c} />));
}
