import { createHash } from "node:crypto";
import type { Item, ListNamespacesOperation, SearchItem } from "@langchain/langgraph-checkpoint";
import type { Collection, Filter } from "mongodb";
import { type Clock, systemClock } from "../../state/clock.ts";
import {
  CheckedStore,
  type CheckedStoreOptions,
  type OperationResult,
  type StoredChange,
} from "../checked-store.ts";
import { requiredEntries } from "../entries.ts";
import { compareText } from "../filter.ts";
import { decodeNamespace, encodeNamespace, prefixRange } from "../namespace.ts";
import {
  type CheckedOperation,
  type CheckedSearch,
  type CheckedValue,
  parseValue,
  selectNamespaces,
} from "../operations.ts";
import { countTerms } from "../ranking.ts";
import { expiryOf, RETENTION_DAYS, type RetentionPolicy } from "../retention.ts";
import { queryTerms } from "../text-search.ts";
import type { MongoConnection } from "./connection.ts";
import { COLLECTIONS, documentEntries, type ItemDocument, NEVER } from "./documents.ts";
import { exchangeItem } from "./exchange.ts";
import { fieldTexts, filterToQuery } from "./filter-query.ts";
import { findNewest } from "./newest.ts";
import { searchText } from "./search-text.ts";
import { MongoStatistics, StatisticsChange, type StoreStatistics } from "./statistics.ts";
import { insertNew } from "./upsert.ts";

const SWEEP_ITEMS = 500;
/** Items per message, and messages or single writes under way at a time. */
const INSERT_ITEMS = 1_000;
const CONCURRENT_WRITES = 4;
/** One item in so many is expected to have the value that a filter asks for. */
const FIELD_SHARE = 50;
/** Milliseconds for which the size of the store, which only dimensions a search, is taken as known. */
const SIZE_KNOWN_MS = 60_000;

interface StoreOptions extends CheckedStoreOptions {
  readonly clock?: Clock;
  readonly retention?: RetentionPolicy;
}

type Put = Extract<CheckedOperation, { kind: "put" }>;

/**
 * LangGraph's long-term memory in MongoDB, with the contract of `SqliteStore`: filters as `filter.ts`, ranked text
 * search as `ranking.ts`, expiry as `retention.ts` (by Genesis's clock: no TTL index, which would delete by the
 * server's and leave the statistics behind). Each write of an item is atomic. A batch is not: servers without
 * replica set have no transactions. It is checked as a whole before the first write; when the server fails in the
 * middle of it, some of its writes may have happened, and repeating the batch completes it.
 * Errors: those of `checkOperation` and of `mongoError`.
 */
export class MongoStore extends CheckedStore {
  readonly #connection: MongoConnection;
  readonly #items: Collection<ItemDocument>;
  readonly #statistics: MongoStatistics;
  readonly #clock: Clock;
  readonly #retention: RetentionPolicy;
  #size: (StoreStatistics & { readonly readAt: number }) | undefined;

  constructor(
    connection: MongoConnection,
    { clock = systemClock, retention = RETENTION_DAYS, ...options }: StoreOptions = {},
  ) {
    super(options);
    this.#connection = connection;
    this.#items = connection.collection(COLLECTIONS.items);
    this.#statistics = new MongoStatistics(connection);
    this.#clock = clock;
    this.#retention = retention;
  }

  protected override async execute(operations: readonly CheckedOperation[]): Promise<OperationResult[]> {
    const now = this.#clock.now();
    return await this.#connection.guard(async () => {
      const results: OperationResult[] = [];
      for (let at = 0; at < operations.length; at = results.length) {
        const puts = distinctPuts(operations.slice(at));
        const operation = operations[at];
        if (puts.length > 0) {
          await this.#write(puts, now);
          results.push(...puts.map(() => undefined));
        } else if (operation !== undefined) results.push(await this.#execute(operation, now));
      }
      return results;
    });
  }

  protected override async exchange(namespace: string[], key: string, change: StoredChange): Promise<void> {
    const now = this.#clock.now();
    await this.#connection.guard(async () => {
      const written = await exchangeItem(this.#items, identifier(namespace, key), now, (before) => {
        const next = change(before);
        return next && this.#document(namespace, key, next, now);
      });
      await this.#statistics.apply(written, now);
    });
  }

  override async sweep(): Promise<number> {
    const now = this.#clock.now();
    return await this.#connection.guard(async () => {
      let swept = 0;
      for (let portion = SWEEP_ITEMS; portion === SWEEP_ITEMS; ) {
        const expired = await this.#items
          .find({ expires_at: { $lte: now } }, { limit: SWEEP_ITEMS, projection: { _id: 1 } })
          .toArray();
        const change = new StatisticsChange();
        await concurrently(expired, async ({ _id }) => {
          // It may have been written anew, or swept by another process, since it was found.
          if (await this.#remove({ _id, expires_at: { $lte: now } }, change)) swept += 1;
        });
        await this.#statistics.apply(change, now);
        portion = expired.length;
      }
      return swept;
    });
  }

  async #execute(operation: CheckedOperation, now: number): Promise<OperationResult> {
    switch (operation.kind) {
      case "get": {
        const _id = identifier(operation.namespace, operation.key);
        const found = await this.#items.findOne({ _id, expires_at: { $gt: now } });
        return found === null ? null : toItem(found);
      }
      case "put":
        return undefined;
      case "search":
        return await this.#search(operation.search, now);
      case "list":
        return await this.#list(operation.list, now);
    }
  }

  /** Puts and deletions of different items, so that their order does not matter. */
  async #write(puts: readonly Put[], now: number): Promise<void> {
    const change = new StatisticsChange();
    const documents = puts.flatMap(({ namespace, key, put }) =>
      put === null ? [] : [this.#document(namespace, key, put, now)],
    );
    const deletions = puts.filter(({ put }) => put === null);
    const existing = await this.#insert(documents, change);
    await concurrently(existing, (document) => this.#replace(document, change, now));
    await concurrently(deletions, ({ namespace, key }) =>
      this.#remove({ _id: identifier(namespace, key) }, change),
    );
    await this.#statistics.apply(change, now);
  }

  /** Inserts what is new and gives back what is not. */
  async #insert(documents: readonly ItemDocument[], change: StatisticsChange): Promise<ItemDocument[]> {
    const portions = Array.from({ length: Math.ceil(documents.length / INSERT_ITEMS) }, (_, at) =>
      documents.slice(at * INSERT_ITEMS, (at + 1) * INSERT_ITEMS),
    );
    const existing = new Set<ItemDocument>();
    await concurrently(portions, async (portion) => {
      for (const document of await insertNew(this.#items, portion)) existing.add(document);
    });
    for (const document of documents) if (!existing.has(document)) change.add(document);
    return [...existing];
  }

  /**
   * Puts a document in the place of one, and learns of exactly the one that it replaced. Not by an upsert: in a race
   * some servers answer it as if nothing had been there.
   */
  async #replace(document: ItemDocument, change: StatisticsChange, now: number): Promise<void> {
    const { _id, created_at, ...content } = document;
    const before = await this.#items.findOneAndUpdate(
      { _id },
      { $set: content },
      { returnDocument: "before", projection: { counts: 1, length: 1, created_at: 1, expires_at: 1 } },
    );
    if (before === null) {
      // It was deleted since; and if it is back again, from the beginning.
      const [existing] = await this.#insert([document], change);
      return existing === undefined ? undefined : await this.#replace(existing, change, now);
    }
    change.add(document);
    change.remove(before);
    if (before.expires_at <= now) {
      // A record that had expired but was not swept yet starts anew.
      await this.#items.updateOne(
        { _id, updated_at: now, created_at: before.created_at },
        { $set: { created_at } },
      );
    }
  }

  async #remove(filter: Filter<ItemDocument>, change: StatisticsChange): Promise<boolean> {
    const removed = await this.#items.findOneAndDelete(filter, { projection: { counts: 1, length: 1 } });
    if (removed !== null) change.remove(removed);
    return removed !== null;
  }

  #document(
    namespace: string[],
    key: string,
    { value, json, terms }: CheckedValue,
    now: number,
  ): ItemDocument {
    const counts = countTerms(terms);
    return {
      _id: identifier(namespace, key),
      namespace: encodeNamespace(namespace),
      key,
      json,
      created_at: now,
      updated_at: now,
      expires_at: expiryOf(this.#retention, namespace, now) ?? NEVER,
      fields: fieldTexts(value),
      entries: documentEntries(namespace, value, counts),
      counts,
      length: terms.length,
    };
  }

  async #search(
    { prefix, conditions, limit, offset, query }: CheckedSearch,
    now: number,
  ): Promise<SearchItem[]> {
    const terms = query === undefined ? undefined : queryTerms(query);
    if (terms?.length === 0 || limit === 0) return [];
    const [from, to] = prefixRange(prefix);
    const below = prefix.length > 0 ? { namespace: { $gte: from, $lt: to } } : {};
    const match: Filter<ItemDocument> = {
      expires_at: { $gt: now },
      ...below,
      ...(conditions.length > 0 && { $and: conditions.map(filterToQuery) }),
    };
    if (terms !== undefined) {
      const statistics = await this.#statistics.read(terms);
      const ranked = await searchText(this.#items, { prefix, match, terms, statistics, now });
      return await this.#load(ranked.slice(offset, offset + limit));
    }
    const entries = requiredEntries(prefix, conditions);
    const byField = entries[0] !== requiredEntries(prefix, [])[0];
    const { allItems, firstAt } = await this.#knownSize(now);
    const found = await findNewest(this.#items, {
      match: { ...match, entries: entries.length === 1 ? entries[0] : { $all: entries } },
      wanted: offset + limit,
      // A field that is looked up by its value usually singles out a small part.
      expected: byField ? allItems / FIELD_SHARE : allItems,
      since: firstAt,
      now,
    });
    return found.slice(offset).map(toItem);
  }

  /** The items of a ranking, as they are now. */
  async #load(ranked: readonly { _id: string; score: number }[]): Promise<SearchItem[]> {
    const found = await this.#items.find({ _id: { $in: ranked.map(({ _id }) => _id) } }).toArray();
    const items = new Map(found.map((document) => [document._id, document]));
    return ranked.flatMap(({ _id, score }) => {
      const document = items.get(_id);
      return document === undefined ? [] : [{ ...toItem(document), score }];
    });
  }

  async #knownSize(now: number): Promise<StoreStatistics> {
    if (this.#size === undefined || Math.abs(now - this.#size.readAt) > SIZE_KNOWN_MS) {
      this.#size = { ...(await this.#statistics.read()), readAt: now };
    }
    return this.#size;
  }

  async #list(list: ListNamespacesOperation, now: number): Promise<string[][]> {
    const namespaces = await this.#items.distinct("namespace", { expires_at: { $gt: now } });
    return selectNamespaces(namespaces.sort(compareText).map(decodeNamespace), list);
  }
}

/** The puts and deletions that the operations begin with, up to the first that concerns an item once more. */
function distinctPuts(operations: readonly CheckedOperation[]): Put[] {
  const seen = new Set<string>();
  const puts: Put[] = [];
  for (const operation of operations) {
    if (operation.kind !== "put") break;
    const id = identifier(operation.namespace, operation.key);
    if (seen.has(id)) break;
    seen.add(id);
    puts.push(operation);
  }
  return puts;
}

/** A digest, because servers limit how long an identifier may be. */
function identifier(namespace: readonly string[], key: string): string {
  return createHash("sha256")
    .update(JSON.stringify([namespace, key]))
    .digest("base64url");
}

async function concurrently<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const open = items.values();
  const lane = async () => {
    for (const item of open) await work(item);
  };
  await Promise.all(Array.from({ length: CONCURRENT_WRITES }, lane));
}

function toItem({ namespace, key, json, created_at, updated_at }: ItemDocument): Item {
  return {
    namespace: decodeNamespace(namespace),
    key,
    value: parseValue(json),
    createdAt: new Date(created_at),
    updatedAt: new Date(updated_at),
  };
}
