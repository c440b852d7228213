import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS, seed } from "./store.ts";

export { addExample, type Intent, intentById, listIntents, type Reading, read } from "./store.ts";

export const block: Block = {
  id: "chatbot",
  migrations: MIGRATIONS,
  seed,
  ownerNav: () => [{ href: "/owner/intents", label: "Intents and answer quality" }],
  routes,
};
