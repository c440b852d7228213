import { type Task, TaskState } from "@a2a-js/sdk";
import type { AgentExecutor, ExecutionEventBus, RequestContext } from "@a2a-js/sdk/server";
import { PrioritySemaphore } from "../../nodes/execute-tasks/priority-semaphore.ts";
import type { LeaseKeeper } from "../../runtime/lease-keeper.ts";
import { RunStop } from "../../runtime/run-stop.ts";
import { type Clock, isoTime } from "../../state/clock.ts";
import { GenesisError } from "../../state/errors.ts";
import type { Leases } from "../../stores/lease.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { AgentWork, Ending, Turn, Work } from "./agent-work.ts";
import { errorParts, publicError, textPart } from "./parts.ts";
import type { StoredTasks } from "./task-store.ts";
import { TaskUpdates } from "./task-updates.ts";

export interface TaskExecutorOptions {
  readonly work: AgentWork;
  readonly tasks: StoredTasks;
  readonly leases: LeaseKeeper;
  readonly holders: Pick<Leases, "current">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Tasks that are worked on at once; more wait as SUBMITTED. */
  readonly slots: number;
  /** How long work that is asked to stop may take to end what is in flight, milliseconds. */
  readonly graceMs: number;
}

interface Running {
  readonly stop: RunStop;
  canceled: boolean;
  done: Promise<void>;
}

const STATES = {
  completed: TaskState.TASK_STATE_COMPLETED,
  failed: TaskState.TASK_STATE_FAILED,
  rejected: TaskState.TASK_STATE_REJECTED,
  "input-required": TaskState.TASK_STATE_INPUT_REQUIRED,
  // It is still to be done, and it will be when the server is back.
  paused: TaskState.TASK_STATE_WORKING,
} as const;

/**
 * Works on the tasks of one agent: each by one process at a time (a lease), durable before it begins, and with a clear
 * state at its end, whatever happens.
 */
export class TaskExecutor implements AgentExecutor {
  readonly #options: TaskExecutorOptions;
  readonly #slots: PrioritySemaphore;
  readonly #running = new Map<string, Running>();

  constructor(options: TaskExecutorOptions) {
    this.#options = options;
    this.#slots = new PrioritySemaphore(options.slots);
  }

  isRunning(taskId: string): boolean {
    return this.#running.has(taskId);
  }

  /** Whether another process works on the task. */
  async isElsewhere(taskId: string): Promise<boolean> {
    return !this.isRunning(taskId) && (await this.#options.holders.current(leaseOf(taskId))) !== undefined;
  }

  readonly execute = async (request: RequestContext, bus: ExecutionEventBus): Promise<void> => {
    const { taskId, contextId, userMessage: message, task } = request;
    const before = this.#running.get(taskId);
    // Ending now would end the stream of the one who came first.
    if (before) return before.done;
    const updates = new TaskUpdates({ taskId, contextId }, bus, this.#options.clock);
    const said = task ? undefined : this.#options.work.reply?.({ taskId, message });
    if (said) return updates.reply(said);
    const begin = task ?? this.#newTask(updates, message);
    await this.#track(taskId, (running) =>
      this.#take({ taskId, message, task }, { updates, running, begin }),
    );
  };

  /** Stops the work on a task at a safe point; its run stays as it is and can be resumed by hand. Resolves when it has stopped, or ended. */
  async cancel(taskId: string): Promise<void> {
    const running = this.#running.get(taskId);
    if (!running) return;
    running.canceled = true;
    running.stop.drain();
    await running.done;
  }

  /** The end of a task that nobody works on. */
  readonly cancelTask = async (taskId: string, bus: ExecutionEventBus): Promise<void> => {
    const task = await this.#options.tasks.load(taskId);
    const ids = { taskId, contextId: task?.contextId ?? "" };
    canceled(new TaskUpdates(ids, bus, this.#options.clock));
    bus.finished();
  };

  /** Goes on with a task whose process is gone. */
  async resume({ id: taskId, contextId }: Task, bus: ExecutionEventBus): Promise<void> {
    if (this.#running.has(taskId)) return;
    const updates = new TaskUpdates({ taskId, contextId }, bus, this.#options.clock);
    const goOn = (running: Running) => async () => {
      const task = await this.#options.tasks.load(taskId);
      // Whoever had it has ended it in the meantime.
      if (!task || !isUnderWay(task)) return;
      updates.task(task);
      await this.#carryOut(await this.#options.work.recover(task), updates, running);
    };
    await this.#track(taskId, (running) =>
      this.#exclusively(updates, running, goOn(running), { mayBeElsewhere: true }),
    );
  }

  /** Stops all work at a safe point. */
  async drain(): Promise<void> {
    const all = [...this.#running.values()];
    for (const { stop } of all) stop.drain();
    await Promise.all(all.map(({ done }) => done));
  }

  async #take(
    turn: Turn,
    { updates, running, begin }: { updates: TaskUpdates; running: Running; begin: Task },
  ): Promise<void> {
    let work: Work;
    try {
      work = await this.#options.work.accept(turn);
    } catch (error) {
      // What a waiting task asks for stands as before; the answer could not be used.
      updates.task(begin);
      const asked = turn.task?.status?.message?.parts ?? [];
      const parts = [
        ...errorParts(this.#logged(error)),
        ...asked.filter(({ content }) => content?.$case === "data"),
      ];
      return end({ state: turn.task ? "input-required" : "rejected", parts }, updates);
    }
    await this.#exclusively(updates, running, async () => {
      const task = turn.task ? this.#workingAgain(begin) : begin;
      await this.#options.tasks.save(task);
      updates.task(task);
      await this.#carryOut(work, updates, running);
    });
  }

  async #carryOut(work: Work, updates: TaskUpdates, running: Running): Promise<void> {
    const ending = await this.#inTurn(work, updates, running);
    if (ending.state === "paused" && running.canceled) canceled(updates);
    else end(ending, updates);
  }

  /** Waits for a slot and works; told to stop while it waits, it does not wait on. */
  async #inTurn(work: Work, updates: TaskUpdates, { stop }: Running): Promise<Ending> {
    let begun = false;
    const inTurn = this.#slots.run(0, async (): Promise<Ending> => {
      if (stop.draining.aborted) return PAUSED;
      begun = true;
      updates.working();
      return await work(updates, stop);
    });
    const inVain = new Promise<Ending>((resolve) => {
      const stopped = () => {
        if (!begun) resolve(PAUSED);
      };
      stop.draining.addEventListener("abort", stopped, { once: true });
    });
    return await Promise.race([inTurn, inVain]);
  }

  async #exclusively(
    updates: TaskUpdates,
    { stop }: Running,
    work: () => Promise<void>,
    { mayBeElsewhere = false } = {},
  ): Promise<void> {
    try {
      await this.#options.leases.exclusively(leaseOf(updates.ids.taskId), stop.signal, work);
    } catch (error) {
      // Another process was first to go on with it, and tells how it ends.
      if (mayBeElsewhere && isHeldElsewhere(error)) return;
      end({ state: "failed", parts: errorParts(this.#logged(error)) }, updates);
    }
  }

  async #track(taskId: string, work: (running: Running) => Promise<void>): Promise<void> {
    const running: Running = {
      stop: new RunStop({ graceMs: this.#options.graceMs }),
      canceled: false,
      done: Promise.resolve(),
    };
    this.#running.set(taskId, running);
    running.done = work(running).finally(() => {
      running.stop.dispose();
      this.#running.delete(taskId);
    });
    await running.done;
  }

  #logged(error: unknown) {
    const info = publicError(error);
    if (info.category === "system") this.#options.log.error({ err: error }, "work for an A2A client failed");
    else this.#options.log.info({ code: info.code }, "work for an A2A client was refused or failed");
    return info;
  }

  #newTask({ ids }: TaskUpdates, message: Task["history"][number]): Task {
    const status = {
      state: TaskState.TASK_STATE_SUBMITTED,
      message: undefined,
      timestamp: isoTime(this.#options.clock),
    };
    return {
      id: ids.taskId,
      contextId: ids.contextId,
      status,
      artifacts: [],
      history: [message],
      metadata: undefined,
    };
  }

  #workingAgain(task: Task): Task {
    const status = {
      state: TaskState.TASK_STATE_WORKING,
      message: undefined,
      timestamp: isoTime(this.#options.clock),
    };
    return { ...task, status };
  }
}

const PAUSED: Ending = {
  state: "paused",
  parts: [textPart("It is not done yet: the server stops, and goes on with it when it is back.")],
};

function leaseOf(taskId: string): string {
  return `a2a-task:${taskId}`;
}

function isHeldElsewhere(error: unknown): boolean {
  return GenesisError.isInstance(error) && (error.code === "RUN_BUSY" || error.code === "LEASE_LOST");
}

export function isUnderWay({ status }: Task): boolean {
  return status?.state === TaskState.TASK_STATE_SUBMITTED || status?.state === TaskState.TASK_STATE_WORKING;
}

function end({ state, parts, result, metadata }: Ending, updates: TaskUpdates): void {
  if (result) updates.artifact(result);
  updates.status(STATES[state], parts, metadata);
}

function canceled(updates: TaskUpdates): void {
  updates.status(TaskState.TASK_STATE_CANCELED, [textPart("It was canceled.")]);
}
