import type { Message, Part, Task } from "@a2a-js/sdk";
import type { Result, TaskUpdates } from "./task-updates.ts";

/** What an agent is asked: the first message of a task, or one to a task that waits for it. */
export interface Turn {
  readonly taskId: string;
  readonly message: Message;
  /** The task that waits; absent at the first message. */
  readonly task?: Task | undefined;
}

/** How work is told to end before its end. */
export interface WorkSignals {
  /** Nothing new shall begin; what is in flight may end. */
  readonly draining: AbortSignal;
  /** Whatever is in flight has to stop. */
  readonly signal: AbortSignal;
}

/** How work ended. `paused`: not at its end, and `recover` continues it. */
export interface Ending {
  readonly state: "completed" | "failed" | "rejected" | "input-required" | "paused";
  readonly parts: Part[];
  readonly result?: Result | undefined;
  readonly metadata?: Record<string, unknown> | undefined;
}

export type Work = (updates: TaskUpdates, signals: WorkSignals) => Promise<Ending>;

/** What an agent does with the messages it gets. */
export interface AgentWork {
  /** What can be said at once, without a task: undefined = there is work to do. */
  reply?(turn: Turn): Part[] | undefined;
  /**
   * The work that a message asks for; nothing is done before it was accepted. Throws a GenesisError for a message that
   * can't be taken: a new task is then rejected, a waiting one waits on.
   */
  accept(turn: Turn): Promise<Work>;
  /** The work of a task that was accepted and whose process is gone. Throws a GenesisError: the task has failed then. */
  recover(task: Task): Promise<Work>;
}
