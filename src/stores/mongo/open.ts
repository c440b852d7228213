import type { Clock } from "../../state/clock.ts";
import { backupElsewhere } from "../backup-elsewhere.ts";
import type { CheckedStoreOptions } from "../checked-store.ts";
import type { Stores } from "../stores.ts";
import { type ConnectionOptions, connect } from "./connection.ts";
import { MongoLeases } from "./leases.ts";
import { migrate } from "./migrations.ts";
import { MongoRunIndex } from "./runs.ts";
import { CodedMongoSaver } from "./saver.ts";
import { deleteUnusedTerms } from "./scrub.ts";
import { MongoStore } from "./store.ts";

export interface MongoStoresOptions extends ConnectionOptions, CheckedStoreOptions {
  readonly clock: Clock;
}

/**
 * Everything in one MongoDB database: the one in the URI's path, else `genesis_memory`.
 * Errors: those of `connect` and `migrate`.
 */
export async function openMongoStores(options: MongoStoresOptions): Promise<Stores> {
  const { clock, compression, onUnreadable } = options;
  const connection = await connect(options);
  try {
    await migrate(connection, clock);
    const checkpointer = new CodedMongoSaver(connection);
    await checkpointer.setup();
    return {
      checkpointer,
      store: new MongoStore(connection, { clock, compression, onUnreadable }),
      leases: new MongoLeases(connection, clock),
      runs: new MongoRunIndex(connection),
      async scrub() {
        await connection.guard(() => deleteUnusedTerms(connection));
        return true;
      },
      where: connection.where,
      async backup() {
        throw backupElsewhere();
      },
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
