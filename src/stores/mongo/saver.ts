import type { RunnableConfig } from "@langchain/core/runnables";
import {
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  JsonPlusSerializer,
  type PendingWrite,
} from "@langchain/langgraph-checkpoint";
import { MongoDBSaver } from "@langchain/langgraph-checkpoint-mongodb";
import { GenesisError } from "../../state/errors.ts";
import type { MongoConnection } from "./connection.ts";
import { COLLECTIONS } from "./documents.ts";
import { isDuplicate } from "./errors.ts";
import { withRaces } from "./upsert.ts";

/** The driver hands bytes out as Buffers, which are not deeply equal to the Uint8Array that was stored. */
class PlainBytesSerializer extends JsonPlusSerializer {
  override async loadsTyped(type: string, data: Uint8Array | string) {
    const loaded: unknown = await super.loadsTyped(type, data);
    return loaded instanceof Uint8Array ? new Uint8Array(loaded) : loaded;
  }
}

/** LangGraph's saver for MongoDB, with coded errors and upserts that stand a race. */
export class CodedMongoSaver extends MongoDBSaver {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    super(
      {
        client: connection.client,
        dbName: connection.db.databaseName,
        checkpointCollectionName: COLLECTIONS.checkpoints,
        checkpointWritesCollectionName: COLLECTIONS.checkpointWrites,
      },
      new PlainBytesSerializer(),
    );
    this.#connection = connection;
  }

  /** Creates the saver's indexes. Unlike the base class it throws; it returns no errors. */
  override async setup(): Promise<Error[]> {
    return await this.#guard(async () => {
      const [first] = await super.setup();
      if (first !== undefined) throw first;
      return [];
    });
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    return await this.#guard(() => super.getTuple(config));
  }

  override async *list(
    config: RunnableConfig,
    options?: CheckpointListOptions,
  ): AsyncGenerator<CheckpointTuple> {
    const tuples = super.list(config, options);
    for (;;) {
      const { done, value } = await this.#guard(() => tuples.next());
      if (done) return;
      yield value;
    }
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
  ): Promise<RunnableConfig> {
    return await this.#guard(() => withRaces(() => super.put(config, checkpoint, metadata)));
  }

  override async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    await this.#guard(() => withRaces(() => super.putWrites(config, writes, taskId)));
  }

  override async deleteThread(threadId: string): Promise<void> {
    await this.#guard(() => super.deleteThread(threadId));
  }

  async #guard<T>(action: () => Promise<T>): Promise<T> {
    return await this.#connection.guard(async () => {
      try {
        return await action();
      } catch (error) {
        throw invalidIdentifier(error) ?? error;
      }
    });
  }
}

/** The base class refuses identifiers that are no text with errors that have no code. */
function invalidIdentifier(error: unknown): GenesisError | undefined {
  if (
    !(error instanceof Error) ||
    isDuplicate(error) ||
    !/^Invalid (configurable|threadId)/.test(error.message)
  ) {
    return undefined;
  }
  return new GenesisError("STORE_KEY_INVALID", `${error.message}.`, {
    hint: 'Pass {configurable: {thread_id: "..."}}.',
    cause: error,
  });
}
