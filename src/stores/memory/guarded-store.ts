import { BaseStore, type Operation, type OperationResults } from "@langchain/langgraph-checkpoint";
import { behindQueue } from "../behind-queue.ts";

/** Runs an access to a store within its time and its accounting. */
export type Guard = <T>(access: () => Promise<T>) => Promise<T>;

/** A store every access to which passes the guard: for whoever keeps records of its own beside those of memory. */
export class GuardedStore extends BaseStore {
  readonly #store: BaseStore;
  readonly #guard: Guard;

  constructor(store: BaseStore, guard: Guard) {
    super();
    this.#store = behindQueue(store);
    this.#guard = guard;
  }

  override batch<Op extends Operation[]>(operations: Op): Promise<OperationResults<Op>> {
    return this.#guard(() => this.#store.batch(operations));
  }
}
