import type { Block } from "../../kit/index.ts";
import { ownerRoutes } from "./owner-routes.tsx";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";
import { SignUpBand } from "./views.tsx";

export { unsubscribeHeaders, unsubscribeUrl } from "./links.ts";
export { newsletterSettings } from "./settings.ts";
export {
  confirmedSubscribers,
  findSubscriber,
  noteActivity,
  type Subscriber,
  unsubscribedIds,
} from "./store.ts";

export const block: Block = {
  id: "newsletter",
  migrations: MIGRATIONS,
  nav: () => [{ href: "/newsletter", label: "Newsletter" }],
  ownerNav: () => [{ href: "/owner/subscribers", label: "Subscribers" }],
  home: (product) => SignUpBand({ product }),
  privacy: ({ business }) => [
    {
      title: "The newsletter",
      text: `When you ask for letters, your address, the topics you chose, and when you asked and confirmed are kept, so that ${business.name} can write to you. Nobody is written to without having confirmed. Each letter has a link that ends it; after that, the address is kept only so that it is not written to again, until you ask to have it erased.`,
    },
  ],
  routes(app, product) {
    routes(app, product);
    ownerRoutes(app, product);
  },
};
