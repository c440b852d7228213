import type { RunnableConfig } from "@langchain/core/runnables";
import {
  BaseCheckpointSaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  type PendingWrite,
} from "@langchain/langgraph-checkpoint";

/** Throws when this process must not write to the thread (any more). */
export type Fence = (threadId: string) => Promise<void>;

/**
 * A checkpointer that writes to a thread only while the fence lets it. A process that slept through the end of its
 * lease and wakes up while another drives the thread would otherwise write over the other's checkpoints: LangGraph
 * savers take whatever they are given.
 */
export class FencedSaver extends BaseCheckpointSaver {
  readonly #inner: BaseCheckpointSaver;
  readonly #fence: Fence;
  readonly #turns = new Map<string, Promise<void>>();

  constructor(inner: BaseCheckpointSaver, fence: Fence) {
    super(inner.serde);
    this.#inner = inner;
    this.#fence = fence;
  }

  override getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    return this.#inner.getTuple(config);
  }

  override list(config: RunnableConfig, options?: CheckpointListOptions): AsyncGenerator<CheckpointTuple> {
    return this.#inner.list(config, options);
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    await this.#turn(threadOf(config));
    return this.#inner.put(config, checkpoint, metadata, newVersions);
  }

  override async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath?: string,
  ): Promise<void> {
    await this.#turn(threadOf(config));
    return this.#inner.putWrites(config, writes, taskId, taskPath);
  }

  /**
   * The fence, passed in the order of the calls: LangGraph does not wait for a step's writes before it hands over the
   * checkpoint, and asking a server twice at a time could let the checkpoint overtake them.
   */
  async #turn(threadId: string): Promise<void> {
    const before = this.#turns.get(threadId);
    const turn = (before ?? Promise.resolve()).then(() => this.#fence(threadId));
    // A refusal is for its own caller; those behind it ask for themselves.
    const passed = turn.catch(() => {});
    this.#turns.set(threadId, passed);
    try {
      await turn;
    } finally {
      if (this.#turns.get(threadId) === passed) this.#turns.delete(threadId);
    }
  }

  override deleteThread(threadId: string): Promise<void> {
    return this.#inner.deleteThread(threadId);
  }

  override getNextVersion(current: number | undefined): number {
    return this.#inner.getNextVersion(current);
  }
}

function threadOf(config: RunnableConfig): string {
  return String(config.configurable?.thread_id ?? "");
}
