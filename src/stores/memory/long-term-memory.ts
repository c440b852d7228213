import type { BaseStore } from "@langchain/langgraph-checkpoint";
import { GenesisError } from "../../state/errors.ts";
import { CaseBank, type CaseOptions, type CaseQuery, type SimilarCase } from "./case-bank.ts";
import { CaseIndex } from "./case-index.ts";
import { GuardedStore } from "./guarded-store.ts";
import { Memory, type SkippedRecord, type TaskCaseQuery } from "./memory.ts";
import type { MemoryWrite } from "./namespaces.ts";
import type { Outbox } from "./outbox.ts";

/** Cases that routing looks at: each experience is one case, so these are the tasks of many runs. */
const MAX_TASK_CASES = 100;

export type MemoryOperation =
  | "recall"
  | "team"
  | "route"
  | "outcomes"
  | "update"
  | "consolidate"
  | "replay"
  | "outbox"
  | "cases";

/** What memory reports of itself; the composition root turns it into metrics and log lines. */
export interface MemoryObserver {
  failed(operation: MemoryOperation, error: unknown): void;
  replayed(writes: number): void;
  skipped(record: SkippedRecord): void;
  /** An entry of the outbox that no store takes; its file is kept aside. */
  rejected(file: string): void;
}

export interface LongTermMemoryOptions {
  readonly timeoutMs: number;
  readonly outbox: Outbox;
  readonly cases: CaseOptions;
  readonly observer: MemoryObserver;
}

/** What became of a run's records. */
export type Kept = { readonly where: "store" } | { readonly where: "outbox"; readonly error: GenesisError };

/**
 * Memory as runs use it (guide 9.2): a store that is down or slow costs a run no more than the timeout, is counted,
 * and what was to be written waits in the outbox until a store takes it. The store is an argument, because the
 * LangGraph server hands every run its own.
 */
export class LongTermMemory {
  readonly #options: LongTermMemoryOptions;

  constructor(options: LongTermMemoryOptions) {
    this.#options = options;
  }

  /**
   * Reads (or writes what can be made again) within the timeout. Throws MEMORY_UNAVAILABLE, which the caller turns
   * into a warning, and tells the observer, who is told of skipped records too.
   */
  async use<T>(
    operation: MemoryOperation,
    store: BaseStore,
    work: (memory: Memory) => Promise<T>,
    onSkipped: (record: SkippedRecord) => void = () => {},
  ): Promise<T> {
    const memory = new Memory(store, (record) => {
      this.#options.observer.skipped(record);
      onSkipped(record);
    });
    return this.#guarded(operation, () => work(memory));
  }

  /** The store, every access to which ends within the timeout, is counted, and throws MEMORY_UNAVAILABLE. */
  guard(operation: MemoryOperation, store: BaseStore): BaseStore {
    return new GuardedStore(store, (access) => this.#guarded(operation, access));
  }

  /** Writes a run's records, all or none; to the outbox when the store can't take them. Throws when that fails too. */
  async keep(store: BaseStore, writes: readonly MemoryWrite[]): Promise<Kept> {
    try {
      await this.use("update", store, (memory) => memory.write(writes));
    } catch (error) {
      this.defer(writes);
      return { where: "outbox", error: unavailable(error) };
    }
    await this.replay(store);
    return { where: "store" };
  }

  /** Puts writes into the outbox, to be written when a store takes them. Throws when that fails too. */
  defer(writes: readonly MemoryWrite[]): void {
    const { outbox, observer } = this.#options;
    try {
      outbox.add(writes);
    } catch (error) {
      observer.failed("outbox", error);
      throw error;
    }
  }

  /**
   * Writes what waits in the outbox, oldest first, up to the first failure; returns how many writes. Never throws:
   * what could not be written waits on.
   */
  async replay(store: BaseStore): Promise<number> {
    const { outbox, observer } = this.#options;
    let replayed = 0;
    try {
      for (const { file, writes } of outbox.entries((rejected) => observer.rejected(rejected))) {
        if (!(await this.#replayEntry(store, file, writes))) continue;
        replayed += writes.length;
        observer.replayed(writes.length);
      }
    } catch (error) {
      // The store's failures were reported where they happened; this one is the outbox's.
      if (!isUnavailable(error)) observer.failed("outbox", error);
    }
    return replayed;
  }

  /** Examples (or, with `failures`, warnings) for what is to be done. Throws MEMORY_UNAVAILABLE. */
  async similarCases(
    store: BaseStore,
    query: CaseQuery,
    options: Partial<CaseOptions> = {},
  ): Promise<SimilarCase[]> {
    const chosen = { ...this.#options.cases, ...options };
    return this.use("cases", store, (memory) => new CaseBank(memory).similarCases(query, chosen));
  }

  /** The latest tasks of earlier runs, to find those like each task of a plan: one read. Throws MEMORY_UNAVAILABLE. */
  async taskCases(store: BaseStore, query: TaskCaseQuery): Promise<CaseIndex> {
    return this.use(
      "cases",
      store,
      async (memory) => new CaseIndex(await memory.taskCases(query, MAX_TASK_CASES), this.#options.cases),
    );
  }

  get outbox(): Outbox {
    return this.#options.outbox;
  }

  async #guarded<T>(operation: MemoryOperation, work: () => Promise<T>): Promise<T> {
    const { timeoutMs, observer } = this.#options;
    try {
      return await within(timeoutMs, work);
    } catch (error) {
      observer.failed(operation, error);
      throw unavailable(error);
    }
  }

  /** False when the entry was put aside. */
  async #replayEntry(store: BaseStore, file: string, writes: readonly MemoryWrite[]): Promise<boolean> {
    const { outbox, observer } = this.#options;
    try {
      await this.use("replay", store, (memory) => memory.write(writes));
      outbox.remove(file);
      return true;
    } catch (error) {
      if (!isRefusal((error as GenesisError).cause)) throw error;
      outbox.reject(file);
      observer.rejected(file);
      return false;
    }
  }
}

/** Rejects after the time; work that goes on regardless is idempotent, and its own end no longer matters. */
async function within<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow(timeoutMs)), timeoutMs);
  });
  const working = work();
  working.catch(() => {});
  try {
    return await Promise.race([working, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Values and keys that are refused today are refused tomorrow. */
function isRefusal(error: unknown): boolean {
  return (
    GenesisError.isInstance(error) &&
    (error.code === "STORE_VALUE_INVALID" || error.code === "STORE_KEY_INVALID")
  );
}

/** True for what `use` and a guarded store throw. */
export function isUnavailable(error: unknown): error is GenesisError {
  return GenesisError.isInstance(error) && error.code === "MEMORY_UNAVAILABLE";
}

function tooSlow(timeoutMs: number): GenesisError {
  return new GenesisError("MEMORY_TIMEOUT", `Memory did not answer within ${timeoutMs} ms.`, {
    category: "system",
    retryable: true,
    hint: "Raise GENESIS_MEMORY_TIMEOUT_MS if the store is slow by nature.",
  });
}

function unavailable(cause: unknown): GenesisError {
  if (isUnavailable(cause)) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new GenesisError("MEMORY_UNAVAILABLE", why, {
    category: "system",
    retryable: true,
    hint: "Check the store with: genesis doctor.",
    cause,
  });
}
