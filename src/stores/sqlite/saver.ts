import { isDeepStrictEqual } from "node:util";
import type { RunnableConfig } from "@langchain/core/runnables";
import {
  BaseCheckpointSaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointPendingWrite,
  type CheckpointTuple,
  compareWritesSortKeys,
  copyCheckpoint,
  maxChannelVersion,
  type PendingWrite,
  type SerializerProtocol,
  TASKS,
  WRITES_IDX_MAP,
  writesSortKey,
} from "@langchain/langgraph-checkpoint";
import { z } from "zod";
import { GenesisError } from "../../state/errors.ts";
import { ChannelBlobs, type ChannelSources, type CheckpointKey } from "./channel-blobs.ts";
import type { SqliteDatabase, SqlRow, SqlValue } from "./driver.ts";
import { GroupCommit } from "./group-commit.ts";
import { bytes, integer, text, textOrNull } from "./row.ts";

const PAGE_SIZE = 64;
const sourcesSchema = z.record(z.string(), z.string());

/**
 * LangGraph's checkpoints in SQLite. A checkpoint stores only the channels that changed in it and refers to the
 * checkpoints that hold the others, so a large constant channel costs its size once per thread.
 * Values are stored as the serializer's bytes, unaltered. Errors: STORE_KEY_INVALID for identifiers that are no
 * strings, and those of the driver.
 */
export class SqliteSaver extends BaseCheckpointSaver {
  readonly #database: SqliteDatabase;
  readonly #blobs: ChannelBlobs;
  readonly #commits: GroupCommit;

  constructor(database: SqliteDatabase, serde?: SerializerProtocol) {
    super(serde);
    this.#database = database;
    this.#commits = new GroupCommit(database);
    this.#blobs = new ChannelBlobs(database, this.serde);
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const threadId = optionalId(config, "thread_id");
    if (threadId === undefined) return undefined;
    const { conditions, parameters } = scope(config);
    const row = this.#database.get(
      `SELECT * FROM checkpoints WHERE ${conditions.join(" AND ")} AND checkpoint_ns = ?
       ORDER BY checkpoint_id DESC LIMIT 1`,
      ...parameters,
      namespaceOf(config),
    );
    return row === undefined ? undefined : await this.#tuple(row, await this.#metadata(row));
  }

  /** Newest first, across threads and namespaces unless the config names them. */
  override async *list(
    config: RunnableConfig,
    options: CheckpointListOptions = {},
  ): AsyncGenerator<CheckpointTuple> {
    const { filter = {}, before } = options;
    let remaining = options.limit ?? Number.POSITIVE_INFINITY;
    const beforeId = before === undefined ? undefined : optionalId(before, "checkpoint_id");
    for await (const row of this.#pages(config, beforeId)) {
      if (remaining <= 0) return;
      const metadata = await this.#metadata(row);
      const matches = Object.entries(filter).every(([key, value]) =>
        isDeepStrictEqual(Reflect.get(metadata, key), value),
      );
      if (!matches) continue;
      remaining -= 1;
      yield await this.#tuple(row, metadata);
    }
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const threadId = requiredId(config, "thread_id");
    const key: CheckpointKey = { threadId, ns: namespaceOf(config), id: checkpoint.id };
    const parentId = optionalId(config, "checkpoint_id") ?? null;
    const body = { ...copyCheckpoint(checkpoint), channel_values: {} };
    const [[bodyType, bodyBytes], [metadataType, metadataBytes], changed] = await Promise.all([
      this.serde.dumpsTyped(body),
      this.serde.dumpsTyped(metadata),
      this.#blobs.dump(checkpoint, newVersions),
    ]);
    const unchanged = await this.#blobs.candidates(key, parentId, checkpoint, newVersions);
    await this.#commits.add(() => {
      const sources: ChannelSources = { ...unchanged, ...this.#blobs.write(key, changed) };
      this.#database.run(
        "INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ...[threadId, key.ns, key.id, parentId, JSON.stringify(sources)],
        ...[bodyType, bodyBytes, metadataType, metadataBytes],
      );
    });
    return configOf(key);
  }

  override async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath = "",
  ): Promise<void> {
    const threadId = requiredId(config, "thread_id");
    const checkpointId = requiredId(config, "checkpoint_id");
    const dumped = await Promise.all(writes.map(([, value]) => this.serde.dumpsTyped(value)));
    await this.#commits.add(() => {
      for (const [position, [channel]] of writes.entries()) {
        const [type, value] = dumped[position] ?? unreachable();
        const special = WRITES_IDX_MAP[channel];
        // A task's ordinary writes are kept as first stored; errors, interrupts and resumes are replaced.
        const verb = special === undefined ? "INSERT OR IGNORE" : "INSERT OR REPLACE";
        this.#database.run(
          `${verb} INTO checkpoint_writes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          ...[threadId, namespaceOf(config), checkpointId, taskId, special ?? position, taskPath],
          ...[channel, type, value],
        );
      }
    });
  }

  override async deleteThread(threadId: string): Promise<void> {
    assertId("thread_id", threadId);
    this.#database.transaction(() => {
      for (const table of ["checkpoints", "checkpoint_channels", "checkpoint_writes"]) {
        this.#database.run(`DELETE FROM ${table} WHERE thread_id = ?`, threadId);
      }
    });
  }

  /** Rows in pages, so a consumer that stops early has not read the whole history. */
  async *#pages(config: RunnableConfig, before: string | undefined): AsyncGenerator<SqlRow> {
    const { conditions, parameters } = scope(config);
    if (config.configurable?.checkpoint_ns !== undefined) {
      conditions.push("checkpoint_ns = ?");
      parameters.push(namespaceOf(config));
    }
    if (before !== undefined) {
      conditions.push("checkpoint_id < ?");
      parameters.push(before);
    }
    let last: SqlRow | undefined;
    do {
      // The same checkpoint id may exist in several threads, so the cursor is the whole key.
      const cursor = last === undefined ? [] : ["(checkpoint_id, thread_id, checkpoint_ns) < (?, ?, ?)"];
      const where = [...conditions, ...cursor].join(" AND ") || "TRUE";
      const at = last === undefined ? [] : [text(last, "checkpoint_id"), ...threadOf(last)];
      const rows = this.#database.all(
        `SELECT * FROM checkpoints WHERE ${where}
         ORDER BY checkpoint_id DESC, thread_id DESC, checkpoint_ns DESC LIMIT ${PAGE_SIZE}`,
        ...parameters,
        ...at,
      );
      yield* rows;
      last = rows.length === PAGE_SIZE ? rows.at(-1) : undefined;
    } while (last !== undefined);
  }

  async #tuple(row: SqlRow, metadata: CheckpointMetadata): Promise<CheckpointTuple> {
    const [threadId, ns] = threadOf(row);
    const key: CheckpointKey = { threadId, ns, id: text(row, "checkpoint_id") };
    const parentId = textOrNull(row, "parent_checkpoint_id");
    const checkpoint: Checkpoint = await this.#load(row, "checkpoint");
    const sources = sourcesSchema.parse(JSON.parse(text(row, "channel_sources")));
    checkpoint.channel_values = await this.#blobs.load(key, sources);
    if (checkpoint.v < 4 && parentId !== null) {
      await this.#migratePendingSends(checkpoint, { ...key, id: parentId });
    }
    const tuple: CheckpointTuple = {
      config: configOf(key),
      checkpoint,
      metadata,
      pendingWrites: await this.#pendingWrites(key),
    };
    if (parentId !== null) tuple.parentConfig = configOf({ ...key, id: parentId });
    return tuple;
  }

  /** Before format 4, sends waited in the parent's writes instead of in a channel. */
  async #migratePendingSends(checkpoint: Checkpoint, parent: CheckpointKey): Promise<void> {
    const writes = await this.#pendingWrites(parent);
    checkpoint.channel_values[TASKS] = writes.flatMap(([, channel, value]) =>
      channel === TASKS ? [value] : [],
    );
    const versions = Object.values(checkpoint.channel_versions);
    checkpoint.channel_versions[TASKS] =
      versions.length > 0 ? maxChannelVersion(...versions) : this.getNextVersion(undefined);
  }

  async #pendingWrites(key: CheckpointKey): Promise<CheckpointPendingWrite[]> {
    const rows = this.#database.all(
      "SELECT * FROM checkpoint_writes WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?",
      ...[key.threadId, key.ns, key.id],
    );
    const sortKey = (row: SqlRow) =>
      writesSortKey(text(row, "task_path"), text(row, "task_id"), integer(row, "idx"));
    rows.sort((a, b) => compareWritesSortKeys(sortKey(a), sortKey(b)));
    return await Promise.all(
      rows.map(
        async (row): Promise<CheckpointPendingWrite> => [
          text(row, "task_id"),
          text(row, "channel"),
          await this.serde.loadsTyped(text(row, "value_type"), bytes(row, "value")),
        ],
      ),
    );
  }

  #metadata(row: SqlRow): Promise<CheckpointMetadata> {
    return this.#load(row, "metadata");
  }

  async #load<T>(row: SqlRow, column: "checkpoint" | "metadata"): Promise<T> {
    return await this.serde.loadsTyped(text(row, `${column}_type`), bytes(row, column));
  }
}

function scope(config: RunnableConfig): { conditions: string[]; parameters: SqlValue[] } {
  const conditions: string[] = [];
  const parameters: SqlValue[] = [];
  for (const column of ["thread_id", "checkpoint_id"]) {
    const id = optionalId(config, column);
    if (id === undefined) continue;
    conditions.push(`${column} = ?`);
    parameters.push(id);
  }
  return { conditions, parameters };
}

function threadOf(row: SqlRow): [threadId: string, ns: string] {
  return [text(row, "thread_id"), text(row, "checkpoint_ns")];
}

function configOf({ threadId, ns, id }: CheckpointKey): RunnableConfig {
  return { configurable: { thread_id: threadId, checkpoint_ns: ns, checkpoint_id: id } };
}

function namespaceOf(config: RunnableConfig): string {
  const ns: unknown = config.configurable?.checkpoint_ns ?? "";
  return ns === "" ? "" : assertId("checkpoint_ns", ns);
}

function optionalId(config: RunnableConfig, name: string): string | undefined {
  const id: unknown = config.configurable?.[name];
  // LangGraph writes "no checkpoint yet" both ways.
  return id === undefined || (id === "" && name === "checkpoint_id") ? undefined : assertId(name, id);
}

function requiredId(config: RunnableConfig, name: string): string {
  return assertId(name, config.configurable?.[name]);
}

/** Identifiers come from callers' JSON: a number or an object must never reach a query. */
function assertId(name: string, id: unknown): string {
  // SQLite ends a bound text at NUL, so two different identifiers could meet.
  if (typeof id === "string" && id !== "" && !id.includes("\0")) return id;
  throw new GenesisError(
    "STORE_KEY_INVALID",
    `"${name}" must be a non-empty string without NUL characters.`,
    {
      hint: `Pass {configurable: {${name}: "..."}}.`,
    },
  );
}

function unreachable(): never {
  throw new GenesisError("STORE_FAILED", "The serializer lost a value.", {
    category: "system",
    hint: "This is a defect; please report it.",
  });
}
