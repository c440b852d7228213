import type { BaseStore } from "@langchain/langgraph";

const PAGE = 100;

/** Deletes every item under a namespace. */
export async function deleteAll(store: BaseStore, namespace: string[]): Promise<void> {
  for (;;) {
    const items = await store.search(namespace, { limit: PAGE });
    if (items.length === 0) return;
    await store.batch(items.map((item) => ({ namespace: item.namespace, key: item.key, value: null })));
  }
}
