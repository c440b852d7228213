import type { Block } from "../../kit/index.ts";
import { broadcastRoutes } from "./broadcast-routes.tsx";
import { sendDue } from "./job.ts";
import { ownerRoutes } from "./routes.tsx";
import { seedSequences } from "./settings.ts";
import { MIGRATIONS } from "./store.ts";
import { templateRoutes } from "./template.tsx";
import { trackingRoutes } from "./tracking.ts";

export const block: Block = {
  id: "sequences",
  migrations: MIGRATIONS,
  seed: seedSequences,
  ownerNav: () => [
    { href: "/owner/sequences", label: "Sequences" },
    { href: "/owner/broadcasts", label: "Broadcasts" },
    { href: "/owner/letter-template", label: "Template of letters" },
  ],
  privacy: () => [
    {
      title: "Letters: opens and clicks",
      text: "It is noted when a letter was first opened (by a small picture in it) and when a link in it was followed, so that letters nobody wants can end. Programs that don't load pictures don't report opening, and browsers that ask not to be tracked (Do Not Track, Global Privacy Control) are not noted at all. Each letter says why you get it, and has a link that ends the letters.",
    },
  ],
  routes(app, product) {
    trackingRoutes(app, product);
    ownerRoutes(app, product);
    broadcastRoutes(app, product);
    templateRoutes(app, product);
  },
  jobs: [{ name: "send letters that are due", run: sendDue }],
};
