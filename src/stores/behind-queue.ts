import type { BaseStore } from "@langchain/langgraph-checkpoint";

/**
 * LangGraph hands nodes the store behind a queue that has no `batch` and drops the index of a put. This gives the
 * store itself, or what it was given when that is no such queue.
 */
export function behindQueue(store: BaseStore): BaseStore {
  const queued = "lg_name" in store && store.lg_name === "AsyncBatchedStore" && "store" in store;
  return queued && store.store instanceof Object && "batch" in store.store
    ? (store.store as BaseStore)
    : store;
}
