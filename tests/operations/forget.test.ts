import { describe } from "vitest";
import { openStores } from "../../src/stores/open.ts";
import { forgetSuite } from "./forget-suite.ts";

describe("forget on SQLite", () => {
  // Its database is a file of the home, which the suite looks into anyway.
  forgetSuite({ open: (home) => openStores({ home }), holds: async () => false });
});
