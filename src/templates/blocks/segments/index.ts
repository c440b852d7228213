import type { Block } from "../../kit/index.ts";
import { routes } from "./routes.tsx";
import { MIGRATIONS } from "./store.ts";

export { matchesSegment } from "./rules.ts";
export { findSegment, listSegments, membersOf, type Segment } from "./store.ts";

export const block: Block = {
  id: "segments",
  migrations: MIGRATIONS,
  ownerNav: () => [{ href: "/owner/segments", label: "Segments" }],
  routes,
};
