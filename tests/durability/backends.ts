import { randomUUID } from "node:crypto";
import { MongoClient } from "mongodb";
import type { Backend } from "./matrix.ts";

/** The backends there are: SQLite always, MongoDB when the environment names a server. */
export function backends(): Backend[] {
  const uri = process.env.GENESIS_TEST_MONGODB_URI ?? process.env.MONGODB_URI;
  return uri ? [SQLITE, mongodb(uri)] : [SQLITE];
}

const SQLITE: Backend = {
  name: "SQLite",
  open: () => ({ env: {}, dispose: async () => {} }),
};

/** A database for every case, dropped after it. */
function mongodb(server: string): Backend {
  return {
    name: "MongoDB",
    open() {
      const uri = new URL(server);
      uri.pathname = `genesis_kill_${randomUUID().slice(0, 8)}`;
      const dispose = async () => {
        const client = new MongoClient(uri.href);
        await client.db().dropDatabase();
        await client.close();
      };
      return { env: { MONGODB_URI: uri.href }, dispose };
    },
  };
}
