import type { BusinessCreationResult } from "../state/business.ts";
import type { RunEvent } from "../state/run-event.ts";
import { RunStop, type StopSignals } from "./run-stop.ts";

/** Does the work of a run, reporting events as they happen. */
export type RunWork = (
  emit: (event: RunEvent) => void,
  signals: StopSignals,
) => Promise<BusinessCreationResult>;

export interface BusinessRunOptions {
  /** How long `stop` waits for what is in flight, milliseconds. */
  readonly graceMs: number;
  /** Aborts the run at once, without waiting for anything. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A run under way. Await it for its result, iterate it for its events, or both:
 *
 * @example
 * const run = genesis.createBusiness("saas_tool");
 * for await (const event of run) console.log(event.type);
 * const result = await run;
 *
 * Every iteration sees all events from the first. Awaiting and iterating throw a `GenesisError` when the run did
 * not come to an end: APPROVAL_REQUIRED (a person has to decide), RUN_INTERRUPTED (it was stopped).
 */
export class BusinessRun implements PromiseLike<BusinessCreationResult>, AsyncIterable<RunEvent> {
  readonly businessId: string;
  readonly #events: RunEvent[] = [];
  readonly #stop: RunStop;
  readonly #result: Promise<BusinessCreationResult>;
  #ended = false;
  #wake: (() => void)[] = [];

  constructor(businessId: string, work: RunWork, options: BusinessRunOptions) {
    this.businessId = businessId;
    this.#stop = new RunStop(options);
    this.#result = work((event) => this.#push(event), this.#stop).finally(() => this.#end());
    // Whoever only iterates meets the error there; it must not be an unhandled rejection as well.
    this.#result.catch(() => {});
  }

  /**
   * Stops at a safe point: tasks in flight end within the grace period and are kept, nothing new starts. The run can
   * be resumed later.
   */
  stop(): void {
    this.#stop.drain();
  }

  // biome-ignore lint/suspicious/noThenProperty: a run is awaitable by design
  then<A = BusinessCreationResult, B = never>(
    onResult?: ((result: BusinessCreationResult) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result.then(onResult, onError);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RunEvent, void, undefined> {
    for (let position = 0; ; position += 1) {
      while (position >= this.#events.length && !this.#ended) {
        await new Promise<void>((wake) => this.#wake.push(wake));
      }
      const event = this.#events[position];
      if (!event) break;
      yield event;
    }
    await this.#result;
  }

  #push(event: RunEvent): void {
    this.#events.push(event);
    this.#wakeAll();
  }

  #end(): void {
    this.#stop.dispose();
    this.#ended = true;
    this.#wakeAll();
  }

  #wakeAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
