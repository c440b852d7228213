import type { Block } from "../../kit/index.ts";
import { recordView } from "./record.ts";
import { routes } from "./routes.tsx";
import { endDays, MIGRATIONS } from "./store.ts";

export const block: Block = {
  id: "analytics",
  migrations: MIGRATIONS,
  ownerNav: () => [{ href: "/owner/analytics", label: "Visitors" }],
  privacy: () => [
    {
      title: "Counting visits",
      text: "Page views are counted by day: which page, which site led to it, which campaign the link named. To tell how many visitors there were in a day, a code is made of the address, the browser's name and a secret that changes daily; at the end of the day the secret and the codes are deleted, so that nobody can be followed from one day to the next. Addresses are not stored, no cookie is set, and browsers that ask not to be tracked (Do Not Track, Global Privacy Control) are not counted at all.",
    },
  ],
  onResponse: recordView,
  routes,
  jobs: [{ name: "delete the codes of past days", run: endDays }],
};
