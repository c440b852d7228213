import type { BaseStore, Item, SearchItem } from "@langchain/langgraph-checkpoint";
import { GenesisError } from "../../state/errors.ts";
import { AgentObservationSchema, type BestPractice, type Case } from "../../state/memory-record.ts";
import { exportLine, parseImport } from "./export-lines.ts";
import { Memory } from "./memory.ts";
import { indexOfKind, isMemory, type MemoryWrite, NAMESPACES } from "./namespaces.ts";
import type { Outbox } from "./outbox.ts";

/** A record as people look at it. */
export interface ArchivedRecord {
  readonly namespace: readonly string[];
  readonly key: string;
  readonly value: Record<string, unknown>;
  readonly updated_at: string;
  readonly score?: number | undefined;
}

/** null deletes. */
interface ArchiveWrite {
  readonly namespace: string[];
  readonly key: string;
  readonly value: MemoryWrite["value"] | null;
  readonly index?: false | string[];
}

const PAGE = 500;
const MAX_LISTED = 1_000;

/**
 * Memory for people: search, show, forget, export and import, and what a warm start puts into it. It keeps to the
 * namespaces of memory: nobody can forget or import an audit entry or a waiting request here.
 */
export class MemoryArchive {
  readonly #store: BaseStore;
  readonly #outbox: Outbox;

  constructor(store: BaseStore, outbox: Outbox) {
    this.#store = store;
    this.#outbox = outbox;
  }

  /** Records that have a word of the text, best first; of one business type or of all. */
  async search(
    text: string,
    { type, limit = 10 }: { type?: string | undefined; limit?: number } = {},
  ): Promise<ArchivedRecord[]> {
    if (text.trim() === "") throw badQuery();
    const filter = type === undefined ? {} : { filter: { business_type: type } };
    const items = await this.#store.search([], { query: text, limit, ...filter });
    return items.filter(({ namespace }) => isMemory(namespace)).map(toArchived);
  }

  /** The records below a namespace, by namespace and key, at most 1,000. */
  async list(namespace: readonly string[]): Promise<ArchivedRecord[]> {
    const items = await this.#store.search([...namespace], { limit: MAX_LISTED });
    return items
      .filter((item) => isMemory(item.namespace))
      .map(toArchived)
      .sort(byPlace);
  }

  /** Throws MEMORY_RECORD_NOT_FOUND. */
  async show(namespace: readonly string[], key: string): Promise<ArchivedRecord> {
    const item = isMemory(namespace) ? await this.#store.get([...namespace], key) : null;
    if (!item) throw notFound(`${namespace.join(" ")} has no record "${key}".`);
    return toArchived(item);
  }

  /** Deletes the records of that key in every namespace, and what waits for it in the outbox; returns how many. */
  async forgetKey(key: string): Promise<number> {
    const places = await this.#namespaces();
    const found = await Promise.all(
      places.map(async (namespace) => ((await this.#exists(namespace, key)) ? [{ namespace, key }] : [])),
    );
    const queued = this.#outbox.drop((write) => write.key === key);
    return queued + (await this.#delete(found.flat()));
  }

  /**
   * Deletes everything that a run wrote, and what of it waits in the outbox; returns how many records. Best practices
   * that it supported stay, since they tell of several runs and name none of its contents but what recurred.
   */
  async forgetBusiness(businessId: string): Promise<number> {
    const items = [
      ...(await this.#all([], { filter: { "provenance.run": businessId } })),
      ...(await this.#all(["outcomes"], { filter: { run: businessId } })),
    ];
    const queued = this.#outbox.drop(({ value }) => runOf(value) === businessId || value.run === businessId);
    const own = items.filter(({ value }) => value.kind !== "best_practice");
    return queued + (await this.#delete(own));
  }

  /**
   * Deletes what a run wrote about its business: what it was, its cases, how its plan was revised. How its agents did
   * stays, as counts and codes. Returns how many records were deleted or changed.
   */
  async forgetContent(businessId: string): Promise<number> {
    const items = await this.#all([], { filter: { "provenance.run": businessId } });
    const writes = items.flatMap(({ namespace, key, value }): ArchiveWrite[] => {
      if (ABOUT_A_BUSINESS.has(String(value.kind))) return [{ namespace, key, value: null }];
      const bare = withoutFeatures(value);
      return bare === value ? [] : [{ namespace, key, value: bare, ...indexed(bare) }];
    });
    const own = (write: MemoryWrite) => runOf(write.value) === businessId;
    const dropped = this.#outbox.drop(
      (write) => own(write) && ABOUT_A_BUSINESS.has(String(write.value.kind)),
    );
    const changed = this.#outbox.rewrite((write) =>
      isWrite(write) && own(write) ? bareWrite(write) : write,
    );
    await this.#write(writes);
    return writes.length + dropped + changed;
  }

  /** One JSON line for each record, ordered by namespace and key. */
  async export(): Promise<string[]> {
    const items = await this.#all([]);
    return items.map(toArchived).sort(byPlace).map(exportLine);
  }

  /**
   * Writes exported records, all or none: every line is checked before the first is written. Records that are there
   * already are replaced. Throws MEMORY_IMPORT_INVALID naming the lines.
   */
  async import(text: string): Promise<number> {
    const writes = parseImport(text);
    await this.#write(writes.map((write) => ({ ...write, ...indexed(write.value) })));
    return writes.length;
  }

  /** Adds playbooks that are not there yet; returns how many. */
  async addCases(cases: readonly Case[]): Promise<number> {
    return new Memory(this.#store).addCases(cases);
  }

  /** Adds or corrects practices; returns how many changed. */
  async putPractices(practices: readonly BestPractice[]): Promise<number> {
    return new Memory(this.#store).updatePractices(practices);
  }

  /** How many playbooks there are for a type. */
  async countPlaybooks(type: string): Promise<number> {
    return (await this.#all([...NAMESPACES.playbooks(type)])).length;
  }

  async #namespaces(): Promise<string[][]> {
    const all: string[][] = [];
    for (let page = PAGE; page === PAGE; ) {
      const next = await this.#store.listNamespaces({ limit: PAGE, offset: all.length });
      all.push(...next);
      page = next.length;
    }
    return all.filter(isMemory);
  }

  async #all(prefix: string[], options: { filter?: Record<string, unknown> } = {}): Promise<SearchItem[]> {
    const items = new Map<string, SearchItem>();
    // A record that is left out as unreadable shortens its page; only an empty one is the end.
    for (let offset = 0; ; offset += PAGE) {
      const page = await this.#store.search(prefix, { ...options, limit: PAGE, offset });
      if (page.length === 0) return [...items.values()].filter(({ namespace }) => isMemory(namespace));
      for (const item of page) items.set(JSON.stringify([item.namespace, item.key]), item);
    }
  }

  /** A record that can't be unpacked exists as well, and must be possible to forget. */
  async #exists(namespace: string[], key: string): Promise<boolean> {
    try {
      return (await this.#store.get(namespace, key)) !== null;
    } catch (error) {
      if (GenesisError.isInstance(error) && error.code.startsWith("STORE_RECORD_")) return true;
      throw error;
    }
  }

  async #delete(places: readonly { namespace: string[]; key: string }[]): Promise<number> {
    await this.#write(places.map(({ namespace, key }) => ({ namespace, key, value: null })));
    return places.length;
  }

  async #write(operations: ArchiveWrite[]) {
    if (operations.length > 0) await this.#store.batch(operations);
  }
}

/** Kinds of records that say what a business is; `outcomes` and observations of agents don't. */
const ABOUT_A_BUSINESS: ReadonlySet<string> = new Set(["business", "case", "evolution"]);

/** An observation of an agent without the features that its failures name; the value itself when it names none. */
function withoutFeatures(value: Record<string, unknown>): Record<string, unknown> {
  const observation = AgentObservationSchema.safeParse(value).data;
  if (!observation?.failures.some(({ feature }) => feature !== null)) return value;
  return { ...value, failures: observation.failures.map((failure) => ({ ...failure, feature: null })) };
}

function bareWrite<T extends MemoryWrite>(write: T): T {
  const value = withoutFeatures(write.value);
  return value === write.value ? write : { ...write, value };
}

/** The outbox hands over texts as well: entries that it could not read. */
function isWrite<T>(write: T): write is T & MemoryWrite {
  return typeof write === "object" && write !== null && "value" in write;
}

function indexed(value: Record<string, unknown>): { index?: string[] } {
  const index = indexOfKind(value.kind);
  return index === undefined ? {} : { index };
}

function runOf({ provenance }: Record<string, unknown>): unknown {
  return typeof provenance === "object" && provenance !== null && "run" in provenance
    ? provenance.run
    : undefined;
}

function toArchived(item: Item | SearchItem): ArchivedRecord {
  const { namespace, key, value, updatedAt } = item;
  const score = "score" in item ? item.score : undefined;
  return {
    namespace,
    key,
    value,
    updated_at: updatedAt.toISOString(),
    ...(score !== undefined && { score }),
  };
}

function byPlace(a: ArchivedRecord, b: ArchivedRecord): number {
  const [one, other] = [JSON.stringify([a.namespace, a.key]), JSON.stringify([b.namespace, b.key])];
  return one < other ? -1 : one > other ? 1 : 0;
}

function notFound(message: string): GenesisError {
  return new GenesisError("MEMORY_RECORD_NOT_FOUND", message, {
    hint: "genesis memory search <text> finds records with their namespaces and keys.",
  });
}

function badQuery(): GenesisError {
  return new GenesisError("USAGE", "There is nothing to search for.", {
    hint: 'Example: genesis memory search "stripe checkout" --type saas_tool.',
  });
}
