import type { Block } from "../../kit/index.ts";
import { ownerRoutes } from "./owner-routes.tsx";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";
import { HeroForm, HowItWorks } from "./views.tsx";

export const block: Block = {
  id: "waitlist",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/waitlist", label: "Waitlist" }],
  ownerNav: () => [{ href: "/owner/waitlist", label: "Waitlist" }],
  hero: (product, c) => HeroForm({ product, code: c.req.query("invited-by") ?? "" }),
  home: (product) => HowItWorks({ product }),
  privacy: ({ business }) => [
    {
      title: "The waitlist",
      text: `Your address, when you joined and confirmed, and who invited you are kept, so that ${business.name} can tell you your place and invite you. Those you invite never see your address, nor you theirs. Each message has a link that takes you off the list and erases all of it.`,
    },
  ],
  routes(app, product) {
    routes(app, product);
    ownerRoutes(app, product);
  },
};
