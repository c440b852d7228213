import type { BaseStore } from "@langchain/langgraph";
import { behindQueue } from "./behind-queue.ts";
import { CheckedStore } from "./checked-store.ts";

type Change = (before: Record<string, unknown> | undefined) => Record<string, unknown> | undefined;

/** By store and record: the last change that waits. */
const waiting = new WeakMap<BaseStore, Map<string, Promise<void>>>();

/**
 * Replaces a record by what `change` makes of it, in one step; see `CheckedStore.update`. A store of somebody else's (the
 * LangGraph server's) knows no such step: there the changes of this process come one after the other, and no more.
 */
export async function updateItem(
  given: BaseStore,
  namespace: string[],
  key: string,
  change: Change,
): Promise<void> {
  const store = behindQueue(given);
  // In turn also where the store would sort it out: racing against oneself only costs repetitions.
  await inTurn(store, JSON.stringify([namespace, key]), () =>
    store instanceof CheckedStore
      ? store.update(namespace, key, change)
      : getThenPut(store, namespace, key, change),
  );
}

async function getThenPut(store: BaseStore, namespace: string[], key: string, change: Change): Promise<void> {
  const next = change((await store.get(namespace, key))?.value);
  if (next !== undefined) await store.put(namespace, key, next, false);
}

async function inTurn(store: BaseStore, key: string, work: () => Promise<void>): Promise<void> {
  const queue = waiting.get(store) ?? new Map<string, Promise<void>>();
  waiting.set(store, queue);
  const before = queue.get(key) ?? Promise.resolve();
  const own = before.then(work);
  const settled = own.catch(() => {}); // Its caller is told; the next in turn has nothing to do with it.
  queue.set(key, settled);
  try {
    await own;
  } finally {
    if (queue.get(key) === settled) queue.delete(key);
  }
}
