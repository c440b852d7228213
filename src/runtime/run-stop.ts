import { RunControl } from "@langchain/langgraph";

/** How a run is told to end before its end. */
export interface StopSignals {
  /** Stops the graph before its next step; nodes see it as `draining`. */
  readonly control: RunControl;
  /** Aborts when the run is asked to stop: what only waits has no reason to wait on. */
  readonly draining: AbortSignal;
  /** Aborts when the run has to stop at once, whatever is in flight. */
  readonly signal: AbortSignal;
}

/**
 * Stops a run in two stages: it drains (nothing new starts, what is in flight ends and is kept), and after the grace
 * period it is aborted (what is in flight is lost and runs again on resume).
 */
export class RunStop implements StopSignals {
  readonly control = new RunControl();
  readonly signal: AbortSignal;
  readonly #draining = new AbortController();
  readonly #abort = new AbortController();
  readonly #graceMs: number;
  #timer: NodeJS.Timeout | undefined;

  /** `signal` aborts at once, without draining. */
  constructor({ graceMs, signal }: { graceMs: number; signal?: AbortSignal | undefined }) {
    this.#graceMs = graceMs;
    this.signal = signal ? AbortSignal.any([signal, this.#abort.signal]) : this.#abort.signal;
  }

  get draining(): AbortSignal {
    return this.#draining.signal;
  }

  drain(): void {
    if (this.#draining.signal.aborted) return;
    this.control.requestDrain("stop requested");
    this.#draining.abort();
    this.#timer = setTimeout(() => this.#abort.abort(), this.#graceMs);
    this.#timer.unref();
  }

  /** To be called when the run has ended. */
  dispose(): void {
    clearTimeout(this.#timer);
  }
}
