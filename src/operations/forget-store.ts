import type { BaseStore, SearchItem } from "@langchain/langgraph-checkpoint";
import { indexOfKind, isMemory } from "../stores/memory/namespaces.ts";
import type { Stores } from "../stores/open.ts";
import type { Person } from "./person.ts";

/** How many records of a kind named the person, by the first label of their namespace. */
export type StoreMentions = Readonly<Record<string, number>>;

interface EraseOptions {
  readonly dryRun: boolean;
  /** Runs whose own records must wait with them. */
  readonly untouched: ReadonlySet<string>;
}

const PAGE = 500;
/** A chain of hashes: `AuditLog.erase` is the one to change it. */
const AUDIT = "audit";
/** Records of one run, which has to be able to end with them. */
const OF_A_RUN = new Set(["requests", "effects"]);

/** Takes a person out of memory, waiting requests and receipts of effects. A record that is kept under them goes. */
export async function eraseFromStore(
  { stores }: { readonly stores: Pick<Stores, "store"> },
  person: Person,
  { dryRun, untouched }: EraseOptions,
): Promise<StoreMentions> {
  const mentions: Record<string, number> = {};
  for (const item of await everything(stores.store)) {
    const [root = ""] = item.namespace;
    if (root === AUDIT || isOfRun(item, untouched)) continue;
    const { namespace, key, value } = item;
    const place = person.count([...namespace, key]);
    if (place + person.count(value) === 0) continue;
    mentions[root] = (mentions[root] ?? 0) + 1;
    if (dryRun) continue;
    if (place > 0) await stores.store.delete(namespace, key);
    else await stores.store.put(namespace, key, person.erase(value), indexFor(item));
  }
  return mentions;
}

function isOfRun({ namespace, key }: SearchItem, runs: ReadonlySet<string>): boolean {
  const [root = "", id = key] = namespace;
  return OF_A_RUN.has(root) && runs.has(root === "requests" ? key : id);
}

function indexFor({ namespace, value }: SearchItem): false | string[] {
  return isMemory(namespace) ? (indexOfKind(value.kind) ?? false) : false;
}

async function everything(store: BaseStore): Promise<SearchItem[]> {
  const items = new Map<string, SearchItem>();
  // A record that is left out as unreadable shortens its page; only an empty one is the end.
  for (let offset = 0; ; offset += PAGE) {
    const page = await store.search([], { limit: PAGE, offset });
    if (page.length === 0) return [...items.values()];
    for (const item of page) items.set(JSON.stringify([item.namespace, item.key]), item);
  }
}
