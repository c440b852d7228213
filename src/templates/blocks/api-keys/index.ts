import { z } from "zod";
import { type Block, settingsOf } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";

export { type ApiKey, keyOf, keysOf } from "./store.ts";

/** False where keys are a side matter, met on the page that needs them. */
const SettingsSchema = z.object({ in_navigation: z.boolean().default(true) });

export const block: Block = {
  id: "api-keys",
  migrations: MIGRATIONS,
  nav: (product) =>
    settingsOf(product, "api-keys", SettingsSchema).in_navigation
      ? [{ href: "/keys", label: "Keys", audience: "signed-in" }]
      : [],
  routes,
};
