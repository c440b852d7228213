import { randomUUID } from "node:crypto";
import { Artifact, type Part, type Task, TaskState, type TaskStatus } from "@a2a-js/sdk";
import { AgentEvent, type ExecutionEventBus } from "@a2a-js/sdk/server";
import { type Clock, isoTime } from "../../state/clock.ts";
import { agentMessage } from "./parts.ts";

export interface TaskIds {
  readonly taskId: string;
  readonly contextId: string;
}

export interface Result {
  /** The same id again replaces what it held. */
  readonly artifactId: string;
  readonly name: string;
  readonly description: string;
  readonly parts: Part[];
}

/** Tells those who follow a task what becomes of it; what it tells is kept with the task too. */
export class TaskUpdates {
  readonly ids: TaskIds;
  readonly #bus: ExecutionEventBus;
  readonly #clock: Clock;
  /** What the task says of itself until it says something else. */
  #headline: TaskStatus["message"];

  constructor(ids: TaskIds, bus: ExecutionEventBus, clock: Clock) {
    this.ids = ids;
    this.#bus = bus;
    this.#clock = clock;
  }

  /** The task as a whole: what everyone who follows it sees first. */
  task(task: Task): void {
    this.#headline = task.status?.message;
    this.#bus.publish(AgentEvent.task(task));
  }

  /** Without parts the task goes on saying what it said last. */
  status(state: TaskState, parts?: Part[], metadata?: Record<string, unknown>): void {
    if (parts) this.#headline = agentMessage(this.ids, randomUUID(), parts);
    const status = { state, message: this.#headline, timestamp: isoTime(this.#clock) };
    this.#bus.publish(AgentEvent.statusUpdate({ ...this.ids, status, metadata }));
  }

  working(parts?: Part[], metadata?: Record<string, unknown>): void {
    this.status(TaskState.TASK_STATE_WORKING, parts, metadata);
  }

  /** A result, whole or in chunks: the first without `append`, the others with it. */
  artifact(
    { artifactId, name, description, parts }: Result,
    { append = false, lastChunk = true }: { append?: boolean; lastChunk?: boolean } = {},
  ): void {
    const artifact = { ...Artifact.fromJSON({ artifactId, name, description }), parts };
    this.#bus.publish(
      AgentEvent.artifactUpdate({ ...this.ids, artifact, append, lastChunk, metadata: undefined }),
    );
  }

  /** Says something without a task. */
  reply(parts: Part[]): void {
    this.#bus.publish(AgentEvent.message(agentMessage({ ...this.ids, taskId: "" }, randomUUID(), parts)));
  }
}
