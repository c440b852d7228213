import type {
  AgentCard,
  CancelTaskRequest,
  Message,
  SendMessageRequest,
  StreamResponse,
  Task,
} from "@a2a-js/sdk";
import { TaskNotCancelableError, UnsupportedOperationError } from "@a2a-js/sdk/errors";
import {
  DefaultExecutionEventBusManager,
  DefaultRequestHandler,
  ExecutionEventQueue,
  type PushNotificationSender,
  type PushNotificationStore,
  ResultManager,
  ServerCallContext,
} from "@a2a-js/sdk/server";
import { PumpedStream } from "./pumped-stream.ts";
import type { TaskExecutor } from "./task-executor.ts";
import type { StoredTasks } from "./task-store.ts";

export interface RequestHandlerOptions {
  readonly card: AgentCard;
  /** What authenticated clients see instead. */
  readonly extendedCard: AgentCard;
  readonly tasks: StoredTasks;
  readonly executor: TaskExecutor;
  readonly pushConfigs: PushNotificationStore;
  readonly pushSender: PushNotificationSender;
}

/** All clients are one: they share the token, and so the tasks. */
const everyone = () => "";

/**
 * The SDK's request handler for tasks that outlive a request: a client that goes away ends nothing, a task that is
 * being worked on takes no second message, and work that was cut short goes on.
 */
export class DurableRequestHandler extends DefaultRequestHandler {
  readonly #options: RequestHandlerOptions;
  readonly #buses: DefaultExecutionEventBusManager;
  /** Tasks with a message on its way to the executor. */
  readonly #claimed = new Set<string>();

  constructor(options: RequestHandlerOptions) {
    const { card, tasks, executor, pushConfigs, pushSender, extendedCard } = options;
    const buses = new DefaultExecutionEventBusManager(everyone);
    super(card, tasks, executor, buses, pushConfigs, pushSender, extendedCard, undefined, {
      // A task that waits has nobody to tell anything; the next message opens a new bus.
      keepBusAliveStates: [],
      validateInputModes: true,
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
    yield* new PumpedStream(super.sendMessageStream(request, context), release);
  }

  override async cancelTask(request: CancelTaskRequest, context: ServerCallContext): Promise<Task> {
    if (await this.#options.executor.isElsewhere(request.id)) {
      throw new TaskNotCancelableError(`Task ${request.id} is being worked on by another server.`);
    }
    return await super.cancelTask(request, context);
  }

  /** Goes on with tasks that nobody works on any more: their process was killed or stopped. */
  async recover(): Promise<void> {
    for (const task of await this.#options.tasks.underWay()) {
      if (this.#options.executor.isRunning(task.id) || (await this.#options.executor.isElsewhere(task.id)))
        continue;
      void this.#resume(task);
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
      const payload = { $case: event.kind, value: event.data } as NonNullable<StreamResponse["payload"]>;
      void this.#options.pushSender.send({ payload }, context);
    }
    await work;
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
