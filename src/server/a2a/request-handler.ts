import { setTimeout as delay } from "node:timers/promises";
import {
  type AgentCard,
  type CancelTaskRequest,
  type Message,
  type SendMessageRequest,
  type StreamResponse,
  type SubscribeToTaskRequest,
  type Task,
  TaskState,
} from "@a2a-js/sdk";
import { TaskNotCancelableError, UnsupportedOperationError } from "@a2a-js/sdk/errors";
import {
  type AgentExecutionEvent,
  DefaultExecutionEventBusManager,
  DefaultRequestHandler,
  ExecutionEventQueue,
  type PushNotificationSender,
  type PushNotificationStore,
  ResultManager,
  ServerCallContext,
} from "@a2a-js/sdk/server";
import type { Logger } from "../../telemetry/logger.ts";
import { clientGone } from "./client-gone.ts";
import { PumpedStream } from "./pumped-stream.ts";
import type { TaskExecutor } from "./task-executor.ts";
import type { StoredTasks } from "./task-store.ts";
import { isTerminal, TaskSubscription } from "./task-subscription.ts";

export interface RequestHandlerOptions {
  readonly card: AgentCard;
  /** What authenticated clients see instead. */
  readonly extendedCard: AgentCard;
  readonly tasks: StoredTasks;
  readonly executor: TaskExecutor;
  readonly pushConfigs: PushNotificationStore;
  readonly pushSender: PushNotificationSender;
  readonly log: Logger;
}

/** All clients are one: they share the token, and so the tasks. */
const everyone = () => "";

/** The input mode of an agent that takes every kind of content. */
const ANYTHING = "*/*";

/**
 * The SDK's request handler for tasks that outlive a request: a client that goes away ends nothing, a task that is
 * being worked on takes no second message, and work that was cut short goes on.
 */
export class DurableRequestHandler extends DefaultRequestHandler {
  readonly #options: RequestHandlerOptions;
  readonly #buses: DefaultExecutionEventBusManager;
  /** Tasks with a message on its way to the executor. */
  readonly #claimed = new Set<string>();
  readonly #subscriptions = new Set<TaskSubscription>();
  #followers = 0;

  constructor(options: RequestHandlerOptions) {
    const { card, tasks, executor, pushConfigs, pushSender, extendedCard } = options;
    const buses = new DefaultExecutionEventBusManager(everyone);
    super(card, tasks, executor, buses, pushConfigs, pushSender, extendedCard, undefined, {
      keepBusAliveStates: [TaskState.TASK_STATE_INPUT_REQUIRED],
      validateInputModes: !card.defaultInputModes.includes(ANYTHING),
    });
    this.#options = options;
    this.#buses = buses;
  }

  override async sendMessage(
    request: SendMessageRequest,
    context: ServerCallContext,
  ): Promise<Message | Task> {
    const release = await this.#claim(request);
    try {
      return await super.sendMessage(request, context);
    } finally {
      release();
    }
  }

  override async *sendMessageStream(
    request: SendMessageRequest,
    context: ServerCallContext,
  ): AsyncGenerator<StreamResponse, void, undefined> {
    const release = await this.#claim(request);
    // Events are kept as they are read: they must be read to the end, whether or not the client listens that long.
    const events = new PumpedStream(super.sendMessageStream(request, context), release, clientGone(context));
    yield* this.#followed(events);
  }

  override async cancelTask(request: CancelTaskRequest, context: ServerCallContext): Promise<Task> {
    if (await this.#options.executor.isElsewhere(request.id)) {
      throw new TaskNotCancelableError(`Task ${request.id} is being worked on by another server.`);
    }
    if (!this.#options.executor.isRunning(request.id)) {
      const task = await super.cancelTask(request, context);
      this.#buses.cleanupByTaskId(request.id, context);
      return task;
    }
    await this.#options.executor.cancel(request.id);
    const task = await this.#atItsEnd(request.id);
    if (task.status?.state === TaskState.TASK_STATE_CANCELED) return task;
    throw new TaskNotCancelableError(`Task ${request.id} came to its end before it could be canceled.`);
  }

  /** The task once its last state is kept: whoever reads its events keeps them, a moment after they were told. */
  async #atItsEnd(taskId: string): Promise<Task> {
    for (let look = 0; look < 500; look += 1) {
      const task = await this.#options.tasks.load(taskId);
      if (task && isTerminal(task)) return task;
      await delay(10);
    }
    throw new TaskNotCancelableError(`Task ${taskId} did not come to an end.`);
  }

  override async *resubscribe(
    { id }: SubscribeToTaskRequest,
    context: ServerCallContext,
  ): AsyncGenerator<StreamResponse, void, undefined> {
    const task = await this.getTask({ tenant: "", id }, context);
    if (isTerminal(task)) {
      throw new UnsupportedOperationError(`Task ${id} is at its end; there is nothing to follow.`);
    }
    const subscription = new TaskSubscription(
      this.#buses.createOrGetByTaskId(id, context),
      clientGone(context),
    );
    this.#subscriptions.add(subscription);
    try {
      // Read again: what happened in between is in it, or in the subscription.
      const now = await this.getTask({ tenant: "", id }, context);
      yield { payload: { $case: "task", value: now } };
      if (isTerminal(now)) return;
      for await (const event of this.#followed(subscription.events())) yield { payload: payloadOf(event) };
    } finally {
      subscription.end();
      this.#subscriptions.delete(subscription);
    }
  }

  /** Clients that follow a task at this moment. */
  get followers(): number {
    return this.#followers;
  }

  async *#followed<T>(events: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    this.#followers += 1;
    try {
      yield* events;
    } finally {
      this.#followers -= 1;
    }
  }

  /** Ends the streams of those who follow tasks that wait. */
  close(): void {
    for (const subscription of this.#subscriptions) subscription.end();
  }

  /** Goes on with tasks that nobody works on any more: their process was killed or stopped. */
  async recover(): Promise<void> {
    for (const task of await this.#options.tasks.underWay()) {
      if (this.#options.executor.isRunning(task.id) || (await this.#options.executor.isElsewhere(task.id)))
        continue;
      this.#resume(task).catch(this.#logged(task.id));
    }
  }

  async #resume(task: Task): Promise<void> {
    const context = new ServerCallContext();
    const bus = this.#buses.createOrGetByTaskId(task.id, context);
    const events = new ExecutionEventQueue(bus);
    const kept = new ResultManager(this.#options.tasks, context);
    const work = this.#options.executor.resume(task, bus).finally(() => {
      bus.finished();
      this.#buses.cleanupByTaskId(task.id, context);
    });
    for await (const event of events.events()) {
      await kept.processEvent(event);
      this.#options.pushSender.send({ payload: payloadOf(event) }, context).catch(this.#logged(task.id));
    }
    await work;
  }

  /** Nobody waits for it, and a database that fails once must not end the server. */
  #logged(taskId: string) {
    return (error: unknown) =>
      this.#options.log.error({ err: error, task_id: taskId }, "a task does not go on");
  }

  /** Throws when the task is being worked on. Returns how to let it go. */
  async #claim({ message }: SendMessageRequest): Promise<() => void> {
    const taskId = message?.taskId;
    if (!taskId) return () => {};
    const busy = this.#claimed.has(taskId) || this.#options.executor.isRunning(taskId);
    if (busy || (await this.#options.executor.isElsewhere(taskId)) || this.#claimed.has(taskId)) {
      throw new UnsupportedOperationError(
        `Task ${taskId} is being worked on and takes no message now; follow it with SubscribeToTask.`,
      );
    }
    this.#claimed.add(taskId);
    return () => this.#claimed.delete(taskId);
  }
}

function payloadOf(event: AgentExecutionEvent): StreamResponse["payload"] {
  return { $case: event.kind, value: event.data } as StreamResponse["payload"];
}
