import { type Task, TaskState } from "@a2a-js/sdk";
import type { AgentExecutionEvent, ExecutionEventBus } from "@a2a-js/sdk/server";

const TERMINAL: ReadonlySet<TaskState> = new Set([
  TaskState.TASK_STATE_COMPLETED,
  TaskState.TASK_STATE_FAILED,
  TaskState.TASK_STATE_CANCELED,
  TaskState.TASK_STATE_REJECTED,
]);

/** A task in such a state never changes again. */
export function isTerminal({ status }: Pick<Task, "status">): boolean {
  return status !== undefined && TERMINAL.has(status.state);
}

/** What happens to a task, until its end: a task that waits for an answer is followed through the wait. */
export class TaskSubscription {
  readonly #bus: ExecutionEventBus;
  readonly #events: AgentExecutionEvent[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  /** `gone`: whoever follows it has gone away. */
  constructor(bus: ExecutionEventBus, gone?: AbortSignal) {
    this.#bus = bus;
    bus.on("event", this.#take).on("finished", this.end);
    if (gone?.aborted) this.end();
    else gone?.addEventListener("abort", this.end, { once: true });
  }

  /** Ends it before the end of the task. */
  readonly end = (): void => {
    this.#ended = true;
    this.#bus.off("event", this.#take).off("finished", this.end);
    this.#wake?.();
  };

  async *events(): AsyncGenerator<AgentExecutionEvent, void, undefined> {
    try {
      for (;;) {
        const event = this.#events.shift();
        if (event) yield event;
        else if (this.#ended) return;
        else {
          await new Promise<void>((wake) => {
            this.#wake = wake;
          });
        }
      }
    } finally {
      this.end();
    }
  }

  readonly #take = (event: AgentExecutionEvent): void => {
    this.#events.push(event);
    if (event.kind === "statusUpdate" && isTerminal(event.data)) this.end();
    this.#wake?.();
  };
}
