import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MongoClient } from "mongodb";
import { Secret } from "../src/config/secret.ts";
import { type Clock, systemClock } from "../src/state/clock.ts";
import { openStores, type Stores } from "../src/stores/open.ts";

export interface Backend {
  readonly name: string;
  /** Empty stores; `close` deletes them. */
  open(clock?: Clock): Promise<{ stores: Stores; close: () => Promise<void> }>;
}

/** SQLite on disk, and the MongoDB that MONGODB_URI names when it is set. */
export function backends(): Backend[] {
  const uri = process.env.MONGODB_URI;
  return uri ? [sqlite, mongo(uri)] : [sqlite];
}

const sqlite: Backend = {
  name: "sqlite",
  async open(clock = systemClock) {
    const home = await mkdtemp(join(tmpdir(), "genesis-bench-"));
    const stores = await openStores({ home, clock });
    const close = async () => {
      await stores.close();
      await rm(home, { recursive: true });
    };
    return { stores, close };
  },
};

function mongo(uri: string): Backend {
  return {
    name: "mongodb",
    async open(clock = systemClock) {
      const url = new URL(uri);
      url.pathname = `genesis_bench_${randomUUID().slice(0, 8)}`;
      const stores = await openStores({ home: "", mongodbUri: new Secret(url.href), clock });
      const close = async () => {
        await stores.close();
        const client = new MongoClient(url.href);
        await client.db().dropDatabase();
        await client.close();
      };
      return { stores, close };
    },
  };
}
