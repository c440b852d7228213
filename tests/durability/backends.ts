import type { Backend } from "./matrix.ts";

/** The backends there are: SQLite always, MongoDB when the environment names a server. */
export function backends(): Backend[] {
  return [SQLITE];
}

const SQLITE: Backend = {
  name: "SQLite",
  open: () => ({ env: {}, dispose: async () => {} }),
};
