import { randomUUID } from "node:crypto";
import { TaskPushNotificationConfig } from "@a2a-js/sdk";
import type { PushNotificationStore, ServerCallContext } from "@a2a-js/sdk/server";
import type { BaseStore } from "@langchain/langgraph";
import { z } from "zod";
import { GenesisError } from "../../../state/errors.ts";
import { a2aPushConfigs } from "../../../stores/a2a-records.ts";
import { type CallbackRules, callbackUrl } from "./callback-url.ts";

const MAX_CONFIGS = 20;
const CONFIG_ID = /^[A-Za-z0-9._-]{1,100}$/;
/** Visible ASCII: what a header may hold. */
const HEADER_TEXT = /^[\x21-\x7e]{0,4096}$/;

const RecordSchema = z.object({ version: z.literal(1), config: z.record(z.string(), z.unknown()) });

/** Where the clients of one agent want to be told of their tasks; kept in the database, so it outlives the process. */
export class StoredPushConfigs implements PushNotificationStore {
  readonly #store: BaseStore;
  readonly #agentId: string;
  readonly #rules: CallbackRules;

  constructor(store: BaseStore, agentId: string, rules: CallbackRules) {
    this.#store = store;
    this.#agentId = agentId;
    this.#rules = rules;
  }

  /** Gives the config an id when it has none. Throws A2A_CALLBACK_REFUSED, A2A_PUSH_CONFIG_INVALID. */
  async save(taskId: string, _context: ServerCallContext, config: TaskPushNotificationConfig): Promise<void> {
    config.id ||= randomUUID();
    config.taskId = taskId;
    callbackUrl(config.url, this.#rules);
    const { scheme = "", credentials = "" } = config.authentication ?? {};
    if (!CONFIG_ID.test(config.id)) throw invalid("its id is no id");
    if (![config.token, scheme, credentials].every((text) => HEADER_TEXT.test(text)))
      throw invalid("its token or credentials can't stand in a header");
    const standing = await this.load(taskId);
    if (standing.length >= MAX_CONFIGS && !standing.some(({ id }) => id === config.id))
      throw invalid(`the task has ${MAX_CONFIGS} already`);
    const record = { version: 1, config: TaskPushNotificationConfig.toJSON(config) };
    await this.#store.put(this.#namespace(taskId), config.id, record, false);
  }

  async load(taskId: string): Promise<TaskPushNotificationConfig[]> {
    const items = await this.#store.search(this.#namespace(taskId), { limit: MAX_CONFIGS });
    return items.flatMap(({ value }) => {
      const parsed = RecordSchema.safeParse(value);
      return parsed.success ? [TaskPushNotificationConfig.fromJSON(parsed.data.config)] : [];
    });
  }

  async delete(taskId: string, _context: ServerCallContext, configId: string = taskId): Promise<void> {
    if (CONFIG_ID.test(configId)) await this.#store.delete(this.#namespace(taskId), configId);
  }

  #namespace(taskId: string): string[] {
    return a2aPushConfigs(this.#agentId, taskId);
  }
}

function invalid(why: string): GenesisError {
  return new GenesisError("A2A_PUSH_CONFIG_INVALID", `The push notification config is refused: ${why}.`, {
    hint: "Correct it and send it again.",
  });
}
