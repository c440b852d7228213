interface Waiter {
  readonly priority: number;
  readonly enter: () => void;
}

/**
 * Admits at most `slots` at once; when one leaves, the waiter with the highest priority enters next, and among
 * equals the one that has waited longest.
 */
export class PrioritySemaphore {
  #free: number;
  readonly #waiting: Waiter[] = [];

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Runs `work` in a slot. */
  async run<T>(priority: number, work: () => Promise<T>): Promise<T> {
    await this.#acquire(priority);
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  #acquire(priority: number): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((enter) => {
      // Kept sorted by falling priority; at most one waiter a task, so a linear insert is cheap enough.
      const position = this.#waiting.findIndex((waiter) => waiter.priority < priority);
      this.#waiting.splice(position === -1 ? this.#waiting.length : position, 0, { priority, enter });
    });
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next) next.enter();
    else this.#free += 1;
  }
}
