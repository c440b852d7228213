import type { RunnableConfig } from "@langchain/core/runnables";
import type {
  BaseCheckpointSaver,
  ChannelVersions,
  Checkpoint,
  CheckpointMetadata,
  PendingWrite,
} from "@langchain/langgraph-checkpoint";
import { FencedSaver } from "../../src/stores/fenced-saver.ts";
import { die, type KillPoint } from "./kill-point.ts";

const RETURN_OF_A_TASK = "__return__";

/** Passes everything on, counts the steps of the run, and dies at its point. `onTaskResult` sees each task's result. */
export class KillingSaver extends FencedSaver {
  readonly #point: KillPoint;
  readonly #onTaskResult: (taskId: string) => void;
  #step = -1;

  constructor(inner: BaseCheckpointSaver, point: KillPoint, onTaskResult: (taskId: string) => void) {
    super(inner, async () => {});
    this.#point = point;
    this.#onTaskResult = onTaskResult;
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const loop = metadata.source === "loop" && this.#step >= 0;
    if (loop && this.#isNow("checkpoint")) die();
    const stored = await super.put(config, checkpoint, metadata, newVersions);
    if (loop && this.#isNow("done")) die();
    return stored;
  }

  override async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath?: string,
  ): Promise<void> {
    const returned = writes.find(([channel]) => channel === RETURN_OF_A_TASK);
    if (returned) this.#onTaskResult(taskIdOf(returned[1]));
    else if (writes.some(([channel]) => channel.startsWith("branch:") || channel === "status")) {
      this.#step += 1;
      if (this.#isNow("writes")) die();
    }
    return super.putWrites(config, writes, taskId, taskPath);
  }

  #isNow(when: string): boolean {
    const point = this.#point;
    return point.at === "step" && point.step === this.#step && point.when === when;
  }
}

function taskIdOf(value: unknown): string {
  return typeof value === "object" && value !== null && "task_id" in value ? String(value.task_id) : "";
}
