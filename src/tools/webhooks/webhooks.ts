import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../state/clock.ts";
import { toErrorInfo } from "../../state/errors.ts";
import type { EventOutbox } from "../../state/event-outbox.ts";
import type { LifecycleRecorder, NewLifecycleEvent } from "../../state/lifecycle-event.ts";
import type { Random } from "../../state/random.ts";
import { withoutPii } from "../../telemetry/pii.ts";
import { redactRecord } from "../../telemetry/redact.ts";
import { Courier, type DeliveryOutcome } from "./courier.ts";
import type { Sender } from "./sender.ts";

export interface WebhooksOptions {
  /** Opens the outbox; called when the first event is there, and again while that fails. */
  readonly open: () => Promise<EventOutbox>;
  /** Whether an outbox was left by an earlier process. */
  readonly exists: () => boolean;
  readonly send: Sender;
  readonly clock: Clock;
  readonly random: Random;
  readonly observe: (outcome: DeliveryOutcome, code?: string) => void;
  /** Told how many events wait. */
  readonly onPending: (count: number) => void;
}

/** How long the end of a process may wait for its last events. */
const FLUSH_MS = 2_000;
/** `setTimeout` takes no more. */
const LONGEST_TIMER_MS = 86_400_000;
/** How soon an outbox that can't be used is tried again. */
const AGAIN_MS = 1_000;
/** Events that are kept in memory while the outbox can't be written. */
const MAX_UNWRITTEN = 1_000;
/** Those that name things by form: a clean-up would take digits of them for something else. */
const IDENTIFIERS = ["run_id"] as const;

/**
 * Lifecycle events on their way to the dashboard. Recording is a write of a few kilobytes to this machine; everything
 * else happens beside the run, whatever the dashboard does. What is not delivered when the process ends waits in the
 * outbox for the next.
 */
export class Webhooks implements LifecycleRecorder {
  readonly #options: WebhooksOptions;
  readonly #stop = new AbortController();
  #unwritten: NewLifecycleEvent[] = [];
  #opened: Promise<EventOutbox> | undefined;
  #courier: Courier | undefined;
  #delivery: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WebhooksOptions) {
    this.#options = options;
  }

  /** Durable when it returns, unless the outbox can't be written, which costs a count and nothing else. */
  async record(event: NewLifecycleEvent): Promise<void> {
    this.#unwritten.push(clean(event));
    try {
      const outbox = await this.#open();
      this.#write(outbox);
      this.#options.onPending(outbox.counts().pending);
      this.#kick();
    } catch (error) {
      this.#options.observe("unwritable", toErrorInfo(error).code);
      for (; this.#unwritten.length > MAX_UNWRITTEN; this.#unwritten.shift())
        this.#options.observe("dropped");
    }
  }

  /** Begins to deliver what earlier processes have left. */
  async start(): Promise<void> {
    if (!this.#options.exists()) return;
    try {
      await this.#open();
      this.#kick();
    } catch (error) {
      this.#options.observe("unwritable", toErrorInfo(error).code);
    }
  }

  /** Delivers what is due, or becomes so, within this time, milliseconds. */
  async flush(withinMs: number): Promise<void> {
    const { clock } = this.#options;
    const end = clock.now() + withinMs;
    const done = new AbortController();
    const wait = (ms: number) => sleep(ms, undefined, { signal: done.signal }).catch(() => {});
    let timeIsUp = false;
    const bound = wait(withinMs).then(() => {
      timeIsUp = true;
    });
    try {
      while (!timeIsUp) {
        this.#kick();
        await Promise.race([this.#delivery, bound]);
        const due = this.#courier?.nextDue();
        if (due === undefined || due > end) return;
        await Promise.race([wait(Math.max(1, due - clock.now())), bound]);
      }
    } finally {
      done.abort();
    }
  }

  /** Attempts what is due once, for at most this time, milliseconds; what failed waits for its next turn. */
  async settle(withinMs: number): Promise<void> {
    this.#kick();
    const done = new AbortController();
    await Promise.race([this.#delivery, sleep(withinMs, undefined, { signal: done.signal }).catch(() => {})]);
    done.abort();
  }

  /** A last bounded flush; what is in flight then is broken off, and waits. */
  async close(): Promise<void> {
    const opened = this.#opened;
    if (!opened) return;
    try {
      const outbox = await opened;
      if (this.#unwritten.length > 0) this.#write(outbox);
      await this.flush(FLUSH_MS);
      this.#stop.abort();
      clearTimeout(this.#timer);
      await this.#delivery;
      outbox.close();
    } catch (error) {
      this.#options.observe("unwritable", toErrorInfo(error).code);
    }
  }

  #write(outbox: EventOutbox): void {
    for (let event = this.#unwritten[0]; event; event = this.#unwritten[0]) {
      const { dropped } = outbox.add(event);
      this.#unwritten.shift();
      for (let one = 0; one < dropped; one += 1) this.#options.observe("dropped");
    }
  }

  async #open(): Promise<EventOutbox> {
    this.#opened ??= this.#options.open();
    try {
      const outbox = await this.#opened;
      this.#courier ??= new Courier({ ...this.#options, outbox });
      return outbox;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  /** Starts the delivery unless it is under way, and again when something becomes due. */
  #kick(): void {
    const courier = this.#courier;
    if (!courier || this.#delivery || this.#stop.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#delivery = this.#deliver(courier).finally(() => {
      this.#delivery = undefined;
    });
  }

  async #deliver(courier: Courier): Promise<void> {
    try {
      await courier.deliverDue(this.#stop.signal);
      const outbox = await this.#open();
      this.#options.onPending(outbox.counts().pending);
      const due = courier.nextDue();
      if (due === undefined || this.#stop.signal.aborted) return;
      this.#kickIn(Math.min(LONGEST_TIMER_MS, Math.max(1, due - this.#options.clock.now())));
    } catch (error) {
      this.#options.observe("unwritable", toErrorInfo(error).code);
      this.#kickIn(AGAIN_MS);
    }
  }

  /** A process that has nothing else to do need not wait for a dashboard. */
  #kickIn(ms: number): void {
    if (this.#stop.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#kick(), ms).unref();
  }
}

/** Neither credentials nor personal data leave the machine, whatever a run has put into its texts. */
function clean(event: NewLifecycleEvent): NewLifecycleEvent {
  const { data } = event;
  const kept = Object.fromEntries(IDENTIFIERS.flatMap((name) => (name in data ? [[name, data[name]]] : [])));
  return { ...event, data: { ...withoutPii(redactRecord(data)), ...kept } };
}
