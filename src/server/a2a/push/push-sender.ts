import { setTimeout as delay } from "node:timers/promises";
import { A2A_CONTENT_TYPE, StreamResponse, type TaskPushNotificationConfig } from "@a2a-js/sdk";
import type { PushNotificationSender } from "@a2a-js/sdk/server";
import { GenesisError } from "../../../state/errors.ts";
import type { Logger } from "../../../telemetry/logger.ts";
import type { CallbackRules } from "./callback-url.ts";
import { postUntrusted } from "./post.ts";
import type { StoredPushConfigs } from "./push-configs.ts";

export interface PushSenderOptions extends CallbackRules {
  readonly configs: StoredPushConfigs;
  readonly log: Logger;
  /** The wait before the second attempt, milliseconds; it doubles with each further one. */
  readonly backoffMs?: number;
}

const MAX_ATTEMPTS = 4;
const TIMEOUT_MS = 5_000;
const MAX_QUEUED = 1_000;

/** Tells clients of their tasks where they asked to be told: in order for each task, and again when it fails. */
export class PushSender implements PushNotificationSender {
  readonly #options: PushSenderOptions;
  /** The last notification of each task, after which the next one goes. */
  readonly #last = new Map<string, Promise<void>>();
  #queued = 0;

  constructor(options: PushSenderOptions) {
    this.#options = options;
  }

  /** Resolves at once: what is told never holds up what it tells of. */
  async send(response: StreamResponse): Promise<void> {
    const taskId = taskOf(response);
    if (!taskId) return;
    const configs = await this.#options.configs.load(taskId);
    if (configs.length === 0) return;
    if (this.#queued >= MAX_QUEUED) {
      this.#options.log.warn({ task: taskId }, "too many push notifications wait; one is left out");
      return;
    }
    this.#queued += 1;
    const body = JSON.stringify(StreamResponse.toJSON(response));
    const before = this.#last.get(taskId) ?? Promise.resolve();
    const sent = before
      .then(() => Promise.all(configs.map((config) => this.#deliver(config, body))))
      .then(() => {
        this.#queued -= 1;
        if (this.#last.get(taskId) === sent) this.#last.delete(taskId);
      });
    this.#last.set(taskId, sent);
  }

  /** Resolves when everything that waits was sent, or given up. */
  async flush(): Promise<void> {
    await Promise.all(this.#last.values());
  }

  async #deliver(config: TaskPushNotificationConfig, body: string): Promise<void> {
    const { loopback, log, backoffMs = 500 } = this.#options;
    const headers = { "content-type": A2A_CONTENT_TYPE, ...credentialsOf(config) };
    for (let attempt = 1; ; attempt += 1) {
      const problem = await attemptOnce(() =>
        postUntrusted(config.url, body, { loopback, headers, timeoutMs: TIMEOUT_MS }),
      );
      if (problem === undefined) return;
      if (!problem.passing || attempt === MAX_ATTEMPTS) {
        log.warn(
          { task: config.taskId, attempt, problem: problem.text },
          "a push notification was not taken",
        );
        return;
      }
      await delay(backoffMs * 2 ** (attempt - 1));
    }
  }
}

/** Why it was not taken, and whether that may pass. */
async function attemptOnce(
  post: () => Promise<number>,
): Promise<{ text: string; passing: boolean } | undefined> {
  try {
    const status = await post();
    if (status >= 200 && status < 300) return undefined;
    return { text: `HTTP ${status}`, passing: status >= 500 || status === 429 || status === 408 };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { text, passing: !GenesisError.isInstance(error) };
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
