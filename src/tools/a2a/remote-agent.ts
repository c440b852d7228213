import { setTimeout as delay } from "node:timers/promises";
import {
  Client,
  JsonRpcTransportFactory,
  RestTransportFactory,
  TenantTransportDecorator,
} from "@a2a-js/sdk/client";
import type { A2aAgentConfig } from "../../config/a2a-agents.ts";
import type { Effect } from "../../state/task.ts";
import type { WorkOrder, WorkReport } from "../../state/work-order.ts";
import type { TokenBucket } from "../net/token-bucket.ts";
import type { AgentEndpoint } from "./card.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { a2aFault, isA2aFault, isUnhealthy } from "./faults.ts";
import { RemoteTask } from "./remote-task.ts";
import type { Slots } from "./slots.ts";

export interface RemoteAgentOptions {
  readonly entry: A2aAgentConfig;
  readonly endpoint: AgentEndpoint;
  readonly fetch: typeof fetch;
  readonly breaker: CircuitBreaker;
  readonly slots: Slots;
  readonly rate: TokenBucket;
}

export interface OrderOptions {
  readonly signal: AbortSignal;
  readonly onTask: (taskId: string) => void;
}

/** One agent elsewhere, with everything that keeps it from doing harm: breaker, rate, places. */
export class RemoteAgent {
  readonly #options: RemoteAgentOptions;
  #client: Promise<Client> | undefined;

  constructor(options: RemoteAgentOptions) {
    this.#options = options;
  }

  /** Names it in outputs, metrics and messages. */
  get label(): string {
    return this.#options.endpoint.url;
  }

  get free(): number {
    return this.#options.slots.free;
  }

  get isOpen(): boolean {
    return this.#options.breaker.state === "open";
  }

  mayHave(effect: Effect): boolean {
    return this.#options.entry.effects.includes(effect);
  }

  /** Does an order. Throws the faults of faults.ts, or the reason of the signal. */
  async perform(order: WorkOrder, options: OrderOptions): Promise<WorkReport> {
    return await this.#guarded(order, options, (task) => task.perform());
  }

  /** What became of an order that was sent before, as `RemoteTask.resume`. */
  async resume(
    order: WorkOrder,
    taskId: string | undefined,
    options: OrderOptions,
  ): Promise<WorkReport | undefined> {
    return await this.#guarded(order, options, (task) => task.resume(taskId));
  }

  async #guarded<T>(
    order: WorkOrder,
    options: OrderOptions,
    work: (task: RemoteTask) => Promise<T>,
  ): Promise<T> {
    const { slots } = this.#options;
    return await slots.run(options.signal, async () => {
      const { breaker } = this.#options;
      if (!breaker.enter()) throw a2aFault("A2A_CIRCUIT_OPEN", "It failed several times in a row.");
      try {
        const result = await work(await this.#taskOf(order, options));
        breaker.succeeded();
        return result;
      } catch (error) {
        this.#note(error);
        throw error;
      }
    });
  }

  #note(error: unknown): void {
    const { breaker } = this.#options;
    if (!isA2aFault(error)) breaker.abandoned();
    else if (isUnhealthy(error.code)) breaker.failed();
    else breaker.succeeded();
  }

  async #taskOf(order: WorkOrder, { signal, onTask }: OrderOptions): Promise<RemoteTask> {
    const { endpoint, entry } = this.#options;
    this.#client ??= this.#connect();
    return new RemoteTask({
      client: await this.#client,
      tenant: endpoint.tenant,
      streaming: endpoint.streaming,
      order,
      idleTimeoutMs: entry.idleTimeoutMs,
      timeoutMs: entry.timeoutMs,
      signal,
      onTask,
    });
  }

  async #connect(): Promise<Client> {
    const { endpoint, fetch, rate } = this.#options;
    const limited: typeof globalThis.fetch = async (input, init) => {
      const wait = rate.reserve();
      if (wait > 0) await delay(wait, undefined, { signal: init?.signal ?? undefined });
      return await fetch(input, init);
    };
    const settings = { fetchImpl: limited };
    const factory =
      endpoint.binding === "JSONRPC"
        ? new JsonRpcTransportFactory(settings)
        : new RestTransportFactory(settings);
    const plain = await factory.create(endpoint.url, endpoint.card);
    const transport = endpoint.tenant === "" ? plain : new TenantTransportDecorator(plain, endpoint.tenant);
    return new Client(transport, endpoint.card, { polling: !endpoint.streaming });
  }
}
