import { setTimeout as delay } from "node:timers/promises";
import { A2A_CONTENT_TYPE, StreamResponse, type TaskPushNotificationConfig } from "@a2a-js/sdk";
import type { PushNotificationSender } from "@a2a-js/sdk/server";
import { PrioritySemaphore } from "../../../nodes/execute-tasks/priority-semaphore.ts";
import type { LeaseKeeper } from "../../../runtime/lease-keeper.ts";
import type { Clock } from "../../../state/clock.ts";
import { GenesisError } from "../../../state/errors.ts";
import type { Logger } from "../../../telemetry/logger.ts";
import type { CallbackRules } from "./callback-url.ts";
import { postUntrusted } from "./post.ts";
import type { StoredPushConfigs } from "./push-configs.ts";
import type { Lane, Pending, PushOutbox } from "./push-outbox.ts";
import { Receivers } from "./receivers.ts";

export interface PushSenderOptions extends CallbackRules {
  /** Whose tasks they are: names the leases. */
  readonly agentId: string;
  readonly configs: StoredPushConfigs;
  readonly outbox: PushOutbox;
  readonly leases: LeaseKeeper;
  readonly clock: Clock;
  readonly log: Logger;
  /** The wait before the second attempt, milliseconds; it doubles with each further one. */
  readonly backoffMs?: number;
  readonly post?: typeof postUntrusted;
}

const MAX_ATTEMPTS = 4;
const TIMEOUT_MS = 5_000;
/** Receivers that are told at the same time. */
const SLOTS = 16;
/** What could not be delivered for so long tells nobody anything; the task itself is there to be asked for. */
const MAX_AGE_MS = 72 * 3_600_000;

/**
 * Tells clients of their tasks where they asked to be told: each receiver in order, and again when it fails. What is to
 * be told is in the database before anybody is called, so a stop or a kill loses nothing; what was being told then is
 * told again.
 */
export class PushSender implements PushNotificationSender {
  readonly #options: PushSenderOptions;
  readonly #receivers: Receivers;
  readonly #slots = new PrioritySemaphore(SLOTS);
  readonly #stop = new AbortController();
  /** By task: the last notification on its way into the outbox, after which the next one goes. */
  readonly #adding = new Map<string, Promise<void>>();
  /** By lane: who is delivering it. */
  readonly #workers = new Map<string, Promise<void>>();
  /** Lanes that got something since their worker has looked. */
  readonly #woken = new Set<string>();

  constructor(options: PushSenderOptions) {
    this.#options = options;
    this.#receivers = new Receivers(options.clock);
  }

  /** Resolves when it is kept, never rejects: what is told never holds up what it tells of. */
  async send(response: StreamResponse): Promise<void> {
    const taskId = taskOf(response);
    if (!taskId) return;
    // Now, since the task goes on changing.
    const body = JSON.stringify(StreamResponse.toJSON(response));
    const before = this.#adding.get(taskId) ?? Promise.resolve();
    const added = before.then(() => this.#add(taskId, body));
    this.#adding.set(taskId, added);
    await added;
    if (this.#adding.get(taskId) === added) this.#adding.delete(taskId);
  }

  /** Goes on with what waits: left by a process that is gone, or by a receiver that did not answer. */
  async recover(): Promise<void> {
    for (const lane of await this.#options.outbox.lanes()) this.#wake(lane);
  }

  /** Stops: what is not delivered within the grace stays in the database. Milliseconds. */
  async close(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#stop.abort(), graceMs);
    while (this.#adding.size + this.#workers.size > 0) {
      await Promise.all([...this.#adding.values(), ...this.#workers.values()]);
    }
    clearTimeout(timer);
    this.#stop.abort();
  }

  async #add(taskId: string, body: string): Promise<void> {
    const { configs, outbox, clock, log } = this.#options;
    try {
      for (const { id: configId } of await configs.load(taskId)) {
        await outbox.add({ taskId, configId }, body, clock.now());
        this.#wake({ taskId, configId });
      }
    } catch (error) {
      log.error({ err: error, task_id: taskId }, "a push notification can't be kept and is left out");
    }
  }

  #wake(lane: Lane): void {
    if (this.#stop.signal.aborted) return;
    const name = `${lane.taskId}/${lane.configId}`;
    this.#woken.add(name);
    if (this.#workers.has(name)) return;
    const worker = this.#slots
      .run(0, () => this.#work(lane, name))
      .catch((error: unknown) => this.#failed(error, lane, name))
      .finally(() => {
        this.#workers.delete(name);
        // It came while the worker was leaving.
        if (this.#woken.has(name)) this.#wake(lane);
      });
    this.#workers.set(name, worker);
  }

  /** One process at a time delivers a lane, or its order would be lost. */
  async #work(lane: Lane, name: string): Promise<void> {
    const { leases, agentId } = this.#options;
    if (this.#stop.signal.aborted) return void this.#woken.delete(name);
    await leases.exclusively(`a2a-push:${agentId}:${name}`, this.#stop.signal, async (signal) => {
      for (let more = true; (more || this.#woken.has(name)) && !signal.aborted; ) {
        this.#woken.delete(name);
        more = await this.#deliver(lane, signal);
      }
    });
  }

  #failed(error: unknown, { taskId }: Lane, name: string): void {
    this.#woken.delete(name);
    // Whoever delivers it goes on with it; what it misses is found when the next one looks.
    if (GenesisError.isInstance(error) && (error.code === "RUN_BUSY" || error.code === "LEASE_LOST")) return;
    this.#options.log.error({ err: error, task_id: taskId }, "push notifications can't be delivered");
  }

  /** True when all that waited was delivered: there may be more by now. */
  async #deliver(lane: Lane, signal: AbortSignal): Promise<boolean> {
    const { configs, outbox, log } = this.#options;
    const config = (await configs.load(lane.taskId)).find(({ id }) => id === lane.configId);
    const { events, dropped } = await outbox.pending(lane);
    if (dropped > 0) log.warn({ task_id: lane.taskId, dropped }, "too many push notifications waited");
    for (const event of events) {
      // Without its config nobody wants to be told any more.
      const isDone = !config || this.#isTooOld(event) || (await this.#tell(config, event, signal));
      if (!isDone) return false;
      await outbox.remove(event);
    }
    return events.length > 0;
  }

  #isTooOld({ taskId, createdAt }: Pending): boolean {
    const { clock, log } = this.#options;
    if (clock.now() - createdAt <= MAX_AGE_MS) return false;
    log.warn({ task_id: taskId }, "a push notification is given up: its receiver did not answer for days");
    return true;
  }

  /** False when it has to wait: its receiver rests, or we stop. */
  async #tell(config: TaskPushNotificationConfig, { body }: Pending, signal: AbortSignal): Promise<boolean> {
    const { log, backoffMs = 500 } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      if (signal.aborted || this.#receivers.isResting(config.url)) return false;
      const problem = await this.#attempt(config, body, signal);
      if (problem === undefined || !problem.passing) {
        this.#receivers.answered(config.url);
        if (problem)
          log.warn({ task_id: config.taskId, problem: problem.text }, "a push notification was refused");
        return true;
      }
      if (signal.aborted) return false;
      if (attempt === MAX_ATTEMPTS) {
        this.#receivers.failed(config.url);
        const facts = { task_id: config.taskId, attempt, problem: problem.text };
        log.warn(facts, "a push notification was not taken; it waits");
        return false;
      }
      await delay(backoffMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => {
        // Aborted: the loop sees it.
      });
    }
  }

  /** Why it was not taken, and whether that may pass. */
  async #attempt(
    config: TaskPushNotificationConfig,
    body: string,
    signal: AbortSignal,
  ): Promise<{ text: string; passing: boolean } | undefined> {
    const { loopback, post = postUntrusted } = this.#options;
    const headers = { "content-type": A2A_CONTENT_TYPE, ...credentialsOf(config) };
    try {
      const status = await post(config.url, body, { loopback, headers, timeoutMs: TIMEOUT_MS, signal });
      if (status >= 200 && status < 300) return undefined;
      return { text: `HTTP ${status}`, passing: status >= 500 || status === 429 || status === 408 };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return { text, passing: !GenesisError.isInstance(error) };
    }
  }
}

function credentialsOf({ token, authentication }: TaskPushNotificationConfig): Record<string, string> {
  return {
    ...(token && { "x-a2a-notification-token": token }),
    ...(authentication?.scheme &&
      authentication.credentials && {
        authorization: `${authentication.scheme} ${authentication.credentials}`,
      }),
  };
}

function taskOf({ payload }: StreamResponse): string | undefined {
  if (!payload) return undefined;
  return payload.$case === "task" ? payload.value.id : payload.value.taskId;
}
