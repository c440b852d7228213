import { setTimeout as delay } from "node:timers/promises";
import { type StreamResponse, TaskState } from "@a2a-js/sdk";
import type { Client } from "@a2a-js/sdk/client";
import type { WorkOrder, WorkReport } from "../../state/work-order.ts";
import { a2aFault, begunAfter, isA2aFault } from "./faults.ts";
import { retryAfterOf } from "./guarded-fetch.ts";
import { orderIds, orderRequest } from "./order-message.ts";
import { reportOf } from "./report.ts";
import { faultFrom, isTaskNotFound } from "./sdk-faults.ts";
import { TaskView } from "./task-view.ts";

export interface RemoteTaskOptions {
  readonly client: Client;
  readonly tenant: string;
  readonly streaming: boolean;
  readonly order: WorkOrder;
  readonly idleTimeoutMs: number;
  /** For everything together. */
  readonly timeoutMs: number;
  /** Its abort cancels the task at the agent. */
  readonly signal: AbortSignal;
  /** Told of the task's id as soon as the agent gives it. */
  readonly onTask: (taskId: string) => void;
}

/** Sending again what was surely not begun; then somebody else's turn. */
const MAX_SENDS = 3;
const BACKOFF_MS = 200;
/** A longer pause than this is not waited for. */
const MAX_RETRY_AFTER_MS = 5_000;
const POLL = { firstMs: 100, growth: 1.5, maxMs: 2_000 } as const;
/** Readings of a task's state in a row that may fail. */
const MAX_FAILED_READINGS = 3;
/** How long a cancelled run waits for the agent to hear of it. */
const CANCEL_MS = 2_000;

/**
 * One order at one agent. What may have been begun is never sent again: its outcome is found out by reading
 * (GetTask, ListTasks), and when that can't be done it stays unknown. Throws the coded faults of faults.ts, or the
 * reason of the signal.
 */
export class RemoteTask {
  readonly #options: RemoteTaskOptions;
  readonly #view = new TaskView();
  readonly #signal: AbortSignal;

  constructor(options: RemoteTaskOptions) {
    this.#options = options;
    const { timeoutMs, signal } = options;
    const late = new AbortController();
    this.#signal = AbortSignal.any([signal, late.signal]);
    const fault = a2aFault("A2A_TIMEOUT", `No result within ${timeoutMs / 1_000} s.`);
    // Not AbortSignal.timeout: its reason says nothing, and nothing must be kept alive by it.
    setTimeout(() => late.abort(fault), timeoutMs).unref();
  }

  get taskId(): string | undefined {
    return this.#view.taskId;
  }

  /** Sends the order and follows it to its end. */
  async perform(): Promise<WorkReport> {
    return await this.#ended(() => this.#sendUntilTaken());
  }

  /**
   * Finds out what became of an order that was sent before; `taskId` if the agent gave one. Its report, or undefined
   * when it was surely not begun or was cancelled.
   */
  async resume(taskId: string | undefined): Promise<WorkReport | undefined> {
    const found = await this.#guarded(async () => {
      const id = taskId ?? (await this.#findTask());
      if (id === undefined) return false;
      await this.#poll(id);
      return !this.#view.isCanceled;
    });
    return found ? await this.#ended(async () => {}) : undefined;
  }

  async #ended(work: () => Promise<void>): Promise<WorkReport> {
    await this.#guarded(work);
    if (this.#view.isWaiting) await this.#cancel();
    return reportOf(this.#view.result());
  }

  /** What is given up is cancelled at the agent, whether the run was stopped or the time is over. */
  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (this.#signal.aborted && this.#view.standing === "working") await this.#cancel();
      throw error;
    }
  }

  async #sendUntilTaken(): Promise<void> {
    for (let sent = 1; ; sent += 1) {
      try {
        await this.#send();
        if (this.#view.standing === "ended") return;
        throw a2aFault("A2A_CUT", "Its answer ended before the task did.");
      } catch (thrown) {
        const fault = faultFrom(thrown, this.#signal);
        if (!isA2aFault(fault)) throw fault;
        if (this.#view.taskId === undefined && begunAfter(fault.code) === "no") {
          if (sent >= MAX_SENDS || !PASSING.has(fault.code)) throw fault;
        } else if (begunAfter(fault.code) === "ended" || fault.code === "A2A_TOO_LARGE") {
          await this.#cancel();
          throw fault;
        } else if (await this.#findOut(fault)) return;
        else if (sent >= MAX_SENDS) throw fault;
        await this.#pause(fault, sent);
      }
    }
  }

  async #pause(fault: unknown, sent: number): Promise<void> {
    const asked = retryAfterOf(fault) ?? 0;
    if (asked > MAX_RETRY_AFTER_MS) throw fault;
    await delay(Math.max(asked, BACKOFF_MS * 2 ** (sent - 1)), undefined, { signal: this.#signal });
  }

  async #send(): Promise<void> {
    const { client, order, tenant, streaming } = this.#options;
    const request = orderRequest(order, tenant, !streaming);
    if (streaming) {
      await this.#follow(client.sendMessageStream(request, { signal: this.#signal }));
      return;
    }
    const answer = await client.sendMessage(request, { signal: this.#signal });
    const isMessage = "messageId" in answer;
    this.#apply({
      payload: isMessage ? { $case: "message", value: answer } : { $case: "task", value: answer },
    });
    const { taskId } = this.#view;
    if (this.#view.standing === "working" && taskId !== undefined) await this.#poll(taskId);
  }

  async #follow(events: AsyncGenerator<StreamResponse>): Promise<void> {
    try {
      while (this.#view.standing === "working") {
        const next = await this.#withinIdle(events.next());
        if (next.done) return;
        this.#apply(next.value);
      }
    } finally {
      // Not awaited: a generator that waits for the agent ends only when its connection does.
      events.return(undefined).catch(() => {});
    }
  }

  async #withinIdle<T>(work: Promise<T>): Promise<T> {
    const { idleTimeoutMs } = this.#options;
    const stop = new AbortController();
    const late = delay(idleTimeoutMs, undefined, { signal: stop.signal }).then(() => {
      throw a2aFault("A2A_TIMEOUT", `No event within ${idleTimeoutMs / 1_000} s.`);
    });
    late.catch(() => {});
    work.catch(() => {});
    try {
      return await Promise.race([work, late]);
    } finally {
      stop.abort();
    }
  }

  #apply(event: StreamResponse): void {
    this.#learn(() => this.#view.apply(event));
  }

  #learn(apply: () => void): void {
    const before = this.#view.taskId;
    apply();
    if (this.#view.taskId !== undefined && before === undefined) this.#options.onTask(this.#view.taskId);
  }

  /** After a fault: true when the task was found and has ended, false when it was surely never begun. */
  async #findOut(fault: Error & { code: string }): Promise<boolean> {
    try {
      const id = this.#view.taskId ?? (await this.#findTask());
      if (id !== undefined) {
        await this.#poll(id);
        return true;
      }
    } catch (thrown) {
      const found = faultFrom(thrown, this.#signal);
      // An outcome of the task itself, or the end of the run, says more than the fault that led here.
      if (!isA2aFault(found) || begunAfter(found.code) === "ended" || this.#signal.aborted) throw found;
      throw fault;
    }
    // It was on its way for long: the agent may still begin it.
    if (fault.code === "A2A_TIMEOUT") throw fault;
    return false;
  }

  /** The id of the task that the order became; undefined when the agent has none. */
  async #findTask(): Promise<string | undefined> {
    const { client, tenant, order } = this.#options;
    const { contextId } = orderIds(order);
    const request = {
      tenant,
      contextId,
      status: TaskState.TASK_STATE_UNSPECIFIED,
      pageSize: 10,
      pageToken: "",
      historyLength: 0,
      statusTimestampAfter: undefined,
      includeArtifacts: false,
    };
    const { tasks } = await client.listTasks(request, { signal: this.#signal });
    return tasks.find((task) => task.contextId === contextId)?.id;
  }

  async #poll(id: string): Promise<void> {
    let failed = 0;
    for (let wait: number = POLL.firstMs; ; wait = Math.min(POLL.maxMs, wait * POLL.growth)) {
      try {
        await this.#read(id);
        if (this.#view.standing === "ended") return;
        failed = 0;
      } catch (thrown) {
        const fault = faultFrom(thrown, this.#signal);
        failed += 1;
        const passing = isA2aFault(fault) && begunAfter(fault.code) !== "ended" && !isTaskNotFound(fault);
        if (!passing || this.#signal.aborted || failed >= MAX_FAILED_READINGS) throw fault;
      }
      await delay(wait, undefined, { signal: this.#signal });
    }
  }

  async #read(id: string): Promise<void> {
    const { client, tenant } = this.#options;
    const task = await client.getTask({ tenant, id, historyLength: 0 }, { signal: this.#signal });
    if (task.id !== id) throw a2aFault("A2A_REPORT_INVALID", "Asked for one task, it tells of another.");
    // A reading is no event: whoever works for hours is asked often.
    this.#learn(() => this.#view.applyTask(task));
  }

  /** Best effort: an agent that can't be reached can't be told. */
  async #cancel(): Promise<void> {
    const { client, tenant } = this.#options;
    const id = this.#view.taskId;
    if (id === undefined) return;
    const signal = AbortSignal.timeout(CANCEL_MS);
    await client.cancelTask({ tenant, id, metadata: undefined }, { signal }).catch(() => {});
  }
}

const PASSING: ReadonlySet<string> = new Set(["A2A_UNREACHABLE", "A2A_RATE_LIMITED"]);
