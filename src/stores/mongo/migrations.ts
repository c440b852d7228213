import { type Clock, isoTime } from "../../state/clock.ts";
import { GenesisError } from "../../state/errors.ts";
import type { MongoConnection } from "./connection.ts";
import { COLLECTIONS, ITEMS_BY_ENTRY, type ItemDocument, type SchemaDocument } from "./documents.ts";
import { isDuplicate } from "./errors.ts";
import { refillEntries } from "./refill.ts";

interface Migration {
  readonly version: number;
  readonly name: string;
  /** May run twice, also at the same time: processes that start together all migrate. */
  readonly apply: (connection: MongoConnection) => Promise<void>;
}

/** Append only: a version that was released is never edited. */
const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: "indexes of items, runs and checkpoints",
    apply: async ({ db }) => {
      await db.collection(COLLECTIONS.items).createIndexes([
        { key: { entries: 1, updated_at: -1 }, name: ITEMS_BY_ENTRY },
        { key: { expires_at: 1 }, name: "items_by_expiry" },
      ]);
      await db.collection(COLLECTIONS.runs).createIndexes([
        { key: { created_at: -1, _id: 1 }, name: "runs_by_time" },
        { key: { status: 1, created_at: -1 }, name: "runs_by_status" },
      ]);
      // The saver's own indexes are not unique, and so two concurrent upserts could leave two documents. The order
      // of the keys differs from its indexes', because a server may refuse two indexes on the same keys.
      await db
        .collection(COLLECTIONS.checkpoints)
        .createIndex(
          { checkpoint_id: 1, thread_id: 1, checkpoint_ns: 1 },
          { name: "checkpoints_once", unique: true },
        );
      await db
        .collection(COLLECTIONS.checkpointWrites)
        .createIndex(
          { checkpoint_id: 1, thread_id: 1, checkpoint_ns: 1, task_id: 1, idx: 1 },
          { name: "checkpoint_writes_once", unique: true },
        );
    },
  },
  {
    version: 2,
    name: "index entries of one kind side by side",
    apply: (connection) => refillEntries(connection.collection<ItemDocument>(COLLECTIONS.items)),
  },
];

export const SCHEMA_VERSION = MIGRATIONS.length;
const SCHEMA_ID = "version";

/**
 * Brings a database up to `SCHEMA_VERSION`. There is no lock: every step may be repeated, and the version rises
 * only after its step. Errors: STORE_NEWER_VERSION, and those of the connection.
 */
export async function migrate(connection: MongoConnection, clock: Clock): Promise<void> {
  await connection.guard(async () => {
    const schema = connection.collection<SchemaDocument>(COLLECTIONS.schema);
    const applied = (await schema.findOne({ _id: SCHEMA_ID }))?.version ?? 0;
    if (applied > SCHEMA_VERSION) throw newerVersion(connection.where, applied);
    for (const { version, name, apply } of MIGRATIONS.slice(applied)) {
      await apply(connection);
      const step = { version, name, applied_at: isoTime(clock) };
      try {
        await schema.updateOne(
          { _id: SCHEMA_ID, version: { $lt: version } },
          { $set: step },
          { upsert: true },
        );
      } catch (error) {
        // Another process has recorded this step, or a later one.
        if (!isDuplicate(error)) throw error;
      }
    }
  });
}

function newerVersion(where: string, found: number): GenesisError {
  return new GenesisError(
    "STORE_NEWER_VERSION",
    `The database ${where} has schema version ${found}; this Genesis knows up to ${SCHEMA_VERSION}.`,
    { hint: "Update Genesis, or name another database in MONGODB_URI." },
  );
}
