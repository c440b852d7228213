import type { SqliteDatabase } from "./driver.ts";

interface Job {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts the writes that are asked for within one turn of the event loop into one transaction, in their order.
 * A commit costs more than the few rows of a write, and tasks that run side by side end side by side.
 * Each promise is settled only after the commit.
 */
export class GroupCommit {
  readonly #database: SqliteDatabase;
  #waiting: Job[] = [];

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  add(write: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, resolve, reject });
      // Runs after the promise callbacks that are due now, which may add more.
      if (this.#waiting.length === 1) process.nextTick(() => this.#flush());
    });
  }

  #flush(): void {
    const jobs = this.#waiting;
    this.#waiting = [];
    const together = this.#commit(jobs);
    // One bad write must not fail its neighbours: then each goes by itself.
    const failures =
      together === undefined || jobs.length === 1 ? [together] : jobs.map((job) => this.#commit([job]));
    for (const [index, { resolve, reject }] of jobs.entries()) {
      const failure = failures.length === 1 ? failures[0] : failures[index];
      if (failure === undefined) resolve();
      else reject(failure.error);
    }
  }

  #commit(jobs: readonly Job[]): { readonly error: unknown } | undefined {
    try {
      this.#database.transaction(() => {
        for (const { write } of jobs) write();
      });
      return undefined;
    } catch (error) {
      return { error };
    }
  }
}
