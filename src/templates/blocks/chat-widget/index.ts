import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { settings } from "./service.ts";
import { dropOld, MIGRATIONS } from "./store.ts";
import { HomeSection } from "./views.tsx";

export const block: Block = {
  id: "chat-widget",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/chat", label: "Chat" }],
  ownerNav: () => [
    { href: "/owner/chats", label: "Conversations" },
    { href: "/owner/unanswered", label: "Unanswered questions" },
    { href: "/owner/widget", label: "Put the chat on a site" },
  ],
  home: (product) => HomeSection({ product }),
  jobs: [{ name: "drop old conversations", run: (product) => dropOld(product, settings(product).keep_days) }],
  routes,
};
