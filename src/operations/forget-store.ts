import type { BaseStore, SearchItem } from "@langchain/langgraph-checkpoint";
import type { ErasureOptions, LeftInPlace, Person, PlaceReport } from "../state/erasure.ts";
import { ENDED_A2A_STATES } from "../stores/a2a-records.ts";
import { indexOfKind, isMemory } from "../stores/memory/namespaces.ts";
import type { Stores } from "../stores/open.ts";

const PAGE = 500;
/** A chain of hashes: `AuditLog.erase` is the one to change it. */
const AUDIT = "audit";
/** Records of one run, which has to be able to end with them. */
const OF_A_RUN = new Set(["requests", "effects"]);

/**
 * Takes a person out of memory, waiting requests, receipts of effects, the tasks and orders of the A2A server, and
 * whatever else the store holds. A record that is kept under them goes. One report a kind of record, by the first label
 * of its namespace.
 */
export async function eraseFromStore(
  { stores }: { readonly stores: Pick<Stores, "store"> },
  person: Person,
  options: ErasureOptions,
): Promise<PlaceReport[]> {
  const reports = new Map<string, PlaceReport>();
  for (const item of await everything(stores.store)) {
    const [root = ""] = item.namespace;
    if (root === AUDIT || mentionsOf(item, person) === 0) continue;
    const { found, erased, left } = reports.get(root) ?? NOTHING;
    const kept = whyKept(item, options.untouched);
    const change = kept === undefined && !options.dryRun;
    if (change) await eraseItem(stores.store, item, person);
    reports.set(root, {
      place: root,
      found: found + 1,
      erased: erased + (change ? 1 : 0),
      left: kept ? [...left, kept] : left,
    });
  }
  return [...reports.values()].sort((a, b) => (a.place < b.place ? -1 : 1));
}

const NOTHING: Pick<PlaceReport, "found" | "erased" | "left"> = { found: 0, erased: 0, left: [] };

function mentionsOf({ namespace, key, value }: SearchItem, person: Person): number {
  return person.count([...namespace, key]) + person.count(value);
}

async function eraseItem(store: BaseStore, item: SearchItem, person: Person): Promise<void> {
  const { namespace, key, value } = item;
  if (person.count([...namespace, key]) > 0) await store.delete(namespace, key);
  else await store.put(namespace, key, person.erase(value), indexFor(item));
}

/** What would be written back by whoever still works with it. */
function whyKept({ namespace, key, value }: SearchItem, runs: ReadonlySet<string>): LeftInPlace | undefined {
  const [root = "", id = key] = namespace;
  if (OF_A_RUN.has(root) && runs.has(root === "requests" ? key : id)) {
    const run = root === "requests" ? key : id;
    return { what: run, reason: "belongs to a run that is kept", next: "End that run, then repeat this." };
  }
  if (root !== "a2a" || id !== "tasks" || ENDED_A2A_STATES.has(String(value.state))) return undefined;
  return { what: key, reason: "is an A2A task that has not ended", next: "Let it end, then repeat this." };
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
