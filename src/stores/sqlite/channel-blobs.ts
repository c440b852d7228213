import type { ChannelVersions, Checkpoint, SerializerProtocol } from "@langchain/langgraph-checkpoint";
import { z } from "zod";
import type { SqliteDatabase } from "./driver.ts";
import { bytes, text } from "./row.ts";

export interface CheckpointKey {
  readonly threadId: string;
  readonly ns: string;
  readonly id: string;
}

/** Channel -> id of the checkpoint that stored its current value. */
export type ChannelSources = Readonly<Record<string, string>>;

export interface DumpedChannel {
  readonly channel: string;
  readonly version: string;
  readonly type: string;
  readonly value: Uint8Array;
}

const sourcesSchema = z.record(z.string(), z.string());

/**
 * Channel values, each stored once by the checkpoint that changed it. Values are addressed by that checkpoint and
 * not by their version, because two forks of one checkpoint give different values the same version number.
 */
export class ChannelBlobs {
  readonly #database: SqliteDatabase;
  readonly #serde: SerializerProtocol;

  constructor(database: SqliteDatabase, serde: SerializerProtocol) {
    this.#database = database;
    this.#serde = serde;
  }

  /** The changed channels as bytes; a changed channel without a value was emptied and is not stored. */
  async dump(checkpoint: Checkpoint, newVersions: ChannelVersions): Promise<DumpedChannel[]> {
    const changed = Object.entries(newVersions).filter(([channel]) =>
      Object.hasOwn(checkpoint.channel_values, channel),
    );
    return await Promise.all(
      changed.map(async ([channel, version]) => {
        const [type, value] = await this.#serde.dumpsTyped(checkpoint.channel_values[channel]);
        return { channel, version: String(version), type, value };
      }),
    );
  }

  write(key: CheckpointKey, changed: readonly DumpedChannel[]): ChannelSources {
    for (const { channel, version, type, value } of changed) {
      this.#database.run(
        "INSERT OR REPLACE INTO checkpoint_channels VALUES (?, ?, ?, ?, ?, ?, ?)",
        ...[key.threadId, key.ns, channel, key.id, version, type, value],
      );
    }
    return Object.fromEntries(changed.map(({ channel }) => [channel, key.id]));
  }

  /**
   * Where the unchanged channels are stored: as the parent has it, if the parent has that version. Copies of a
   * checkpoint and runs that skipped checkpoints have another parent; then the thread is searched by version.
   */
  async candidates(
    key: CheckpointKey,
    parentId: string | null,
    checkpoint: Checkpoint,
    newVersions: ChannelVersions,
  ): Promise<ChannelSources> {
    const unchanged = Object.entries(checkpoint.channel_versions).filter(
      ([channel]) =>
        !Object.hasOwn(newVersions, channel) && Object.hasOwn(checkpoint.channel_values, channel),
    );
    if (unchanged.length === 0) return {};
    const inherited = parentId === null ? {} : this.#sourcesOf({ ...key, id: parentId });
    const stored = this.#stored(key, unchanged);
    const sources: Record<string, string> = {};
    for (const [channel] of unchanged) {
      const holders = stored.get(channel) ?? [];
      const source = inherited[channel];
      if (source !== undefined && holders.includes(source)) sources[channel] = source;
      else {
        const found = await this.#sameValue(key, channel, holders, checkpoint.channel_values[channel]);
        if (found !== undefined) sources[channel] = found;
      }
    }
    return sources;
  }

  async load(key: CheckpointKey, sources: ChannelSources): Promise<Record<string, unknown>> {
    const loaded = Object.entries(sources).map(async ([channel, source]): Promise<[string, unknown][]> => {
      const row = this.#row(key, channel, source);
      if (row === undefined) return [];
      return [[channel, await this.#serde.loadsTyped(text(row, "value_type"), bytes(row, "value"))]];
    });
    return Object.fromEntries((await Promise.all(loaded)).flat());
  }

  #sourcesOf(key: CheckpointKey): ChannelSources {
    const row = this.#database.get(
      "SELECT channel_sources FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?",
      ...[key.threadId, key.ns, key.id],
    );
    return row === undefined ? {} : sourcesSchema.parse(JSON.parse(text(row, "channel_sources")));
  }

  /** For each channel the checkpoints that stored this version of it, newest first; more than one after a fork. */
  #stored(key: CheckpointKey, channels: readonly [string, string | number][]): Map<string, string[]> {
    const wanted = Object.fromEntries(channels.map(([channel, version]) => [channel, String(version)]));
    const rows = this.#database.all(
      `SELECT held.channel, held.checkpoint_id FROM json_each(?) AS wanted CROSS JOIN checkpoint_channels AS held
       ON held.channel = wanted.key AND held.version = wanted.value
       WHERE held.thread_id = ? AND held.checkpoint_ns = ? ORDER BY held.checkpoint_id DESC`,
      ...[JSON.stringify(wanted), key.threadId, key.ns],
    );
    const holders = new Map<string, string[]>();
    for (const row of rows) {
      const channel = text(row, "channel");
      holders.set(channel, [...(holders.get(channel) ?? []), text(row, "checkpoint_id")]);
    }
    return holders;
  }

  async #sameValue(
    key: CheckpointKey,
    channel: string,
    stored: readonly string[],
    value: unknown,
  ): Promise<string | undefined> {
    if (stored.length <= 1) return stored[0];
    const [, wanted] = await this.#serde.dumpsTyped(value);
    return stored.find((id) => {
      const row = this.#row(key, channel, id);
      return row !== undefined && Buffer.compare(bytes(row, "value"), wanted) === 0;
    });
  }

  #row(key: CheckpointKey, channel: string, checkpointId: string) {
    return this.#database.get(
      `SELECT value_type, value FROM checkpoint_channels
       WHERE thread_id = ? AND checkpoint_ns = ? AND channel = ? AND checkpoint_id = ?`,
      ...[key.threadId, key.ns, channel, checkpointId],
    );
  }
}
