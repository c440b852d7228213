import { randomUUID } from "node:crypto";
import { MongoClient } from "mongodb";
import type { Backend } from "./matrix.ts";

const SQLITE: Backend = {
  name: "SQLite",
  open: () => ({ env: {}, dispose: async () => {} }),
};

/** A database of its own for every case, dropped after it. */
function mongo(uri: string): Backend {
  return {
    name: "MongoDB",
    open() {
      const url = new URL(uri);
      url.pathname = `genesis_kill_${randomUUID().slice(0, 8)}`;
      const dispose = async () => {
        const client = new MongoClient(url.href);
        await client.db().dropDatabase();
        await client.close();
      };
      return { env: { MONGODB_URI: url.href }, dispose };
    },
  };
}

/** The backends there are: SQLite always, MongoDB when there is a server. */
export function backends(uri = process.env.GENESIS_TEST_MONGODB_URI ?? process.env.MONGODB_URI): Backend[] {
  return uri === undefined || uri === "" ? [SQLITE] : [SQLITE, mongo(uri)];
}
