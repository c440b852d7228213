/** What a piece of work asks for besides one of the slots: room in a lane of its own. */
export interface Lane {
  readonly name: string;
  /** Pieces of work that the lane takes at once. */
  readonly slots: number;
}

interface Waiter {
  readonly priority: number;
  readonly lane: Lane | undefined;
  readonly enter: () => void;
}

/**
 * Admits at most `slots` at once, and of each lane at most as many as the lane takes. When one leaves, the waiter
 * with the highest priority whose lane has room enters next, and among equals the one that has waited longest: a full
 * lane holds up nobody else.
 */
export class PrioritySemaphore {
  #free: number;
  readonly #busy = new Map<string, number>();
  readonly #waiting: Waiter[] = [];

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Runs `work` in a slot, and in its lane when it has one. */
  async run<T>(priority: number, work: () => Promise<T>, lane?: Lane): Promise<T> {
    await this.#acquire(priority, lane);
    try {
      return await work();
    } finally {
      this.#leave(lane);
    }
  }

  #acquire(priority: number, lane: Lane | undefined): Promise<void> {
    if (this.#hasRoom(lane)) {
      this.#enter(lane);
      return Promise.resolve();
    }
    return new Promise((enter) => {
      // Kept sorted by falling priority; at most one waiter a task, so a linear insert is cheap enough.
      const position = this.#waiting.findIndex((waiter) => waiter.priority < priority);
      this.#waiting.splice(position === -1 ? this.#waiting.length : position, 0, { priority, lane, enter });
    });
  }

  #hasRoom(lane: Lane | undefined): boolean {
    return this.#free > 0 && (lane === undefined || (this.#busy.get(lane.name) ?? 0) < lane.slots);
  }

  #enter(lane: Lane | undefined): void {
    this.#free -= 1;
    if (lane) this.#busy.set(lane.name, (this.#busy.get(lane.name) ?? 0) + 1);
  }

  #leave(lane: Lane | undefined): void {
    this.#free += 1;
    if (lane) this.#busy.set(lane.name, (this.#busy.get(lane.name) ?? 0) - 1);
    // One place came free, so at most one waiter fits.
    const position = this.#waiting.findIndex((waiter) => this.#hasRoom(waiter.lane));
    const [next] = position === -1 ? [] : this.#waiting.splice(position, 1);
    if (!next) return;
    this.#enter(next.lane);
    next.enter();
  }
}
