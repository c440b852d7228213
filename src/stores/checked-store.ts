import {
  BaseStore,
  type GetOperation,
  type Item,
  type ListNamespacesOperation,
  type MatchCondition,
  type Operation,
  type OperationResults,
  type SearchItem,
  type SearchOperation,
} from "@langchain/langgraph-checkpoint";
import { GenesisError } from "../state/errors.ts";
import { type CompressionOptions, needsWholeRecord, packRecord, unpackValue } from "./compression.ts";
import { matchesFilter } from "./filter.ts";
import {
  type CheckedOperation,
  type CheckedSearch,
  type CheckedValue,
  checkOperation,
} from "./operations.ts";

export type OperationResult = Item | SearchItem[] | string[][] | null | undefined;

/** What a record becomes, both as stored; undefined = it stays. */
export type StoredChange = (before: Record<string, unknown> | undefined) => CheckedValue | undefined;

/** A record that a search left out, and why. */
export interface UnreadableRecord {
  readonly namespace: readonly string[];
  readonly key: string;
  readonly error: GenesisError;
}

export interface CheckedStoreOptions {
  /** Compresses the records that are written from now on; absent = not. Compressed ones are read in any case. */
  readonly compression?: CompressionOptions | undefined;
  /** Told of every record that a search leaves out because it can't be unpacked. */
  readonly onUnreadable?: ((record: UnreadableRecord) => void) | undefined;
}

/** As many items as every backend takes for a limit. */
const NO_LIMIT = 0x7fff_ffff;

/** What a backend has to do; operations reach it checked, and values in the form in which they are stored. */
export abstract class CheckedStore extends BaseStore {
  readonly #options: CheckedStoreOptions;

  constructor(options: CheckedStoreOptions = {}) {
    super();
    this.#options = options;
  }

  /**
   * Executes operations in order; each sees the effects of those before it. With transactions all writes happen or
   * none; without them a server that fails in the middle may have done some, and repeating completes the rest.
   */
  protected abstract execute(operations: readonly CheckedOperation[]): Promise<OperationResult[]>;

  /** `update` with the records in their stored form. */
  protected abstract exchange(namespace: string[], key: string, change: StoredChange): Promise<void>;

  /** Deletes expired records and returns how many; reads never show them anyway. */
  abstract sweep(): Promise<number>;

  /**
   * Nothing is executed when one of the operations is invalid. A record that can't be unpacked is an error for the
   * get that asks for it (what was written before it stays written) and is left out of searches.
   */
  override async batch<Op extends Operation[]>(operations: Op): Promise<OperationResults<Op>> {
    const checked = operations.map(checkOperation);
    const results = await this.execute(checked.map((operation) => this.#toStoredForm(operation)));
    const read: unknown = results.map((result, at) => this.#fromStoredForm(result, checked[at]));
    return read as OperationResults<Op>;
  }

  /**
   * Puts what `change` makes of a record in its place, in one step: no other write, of this process or another, comes
   * in between. `change` is pure, since it may be called several times; undefined leaves all as it is, and so does a
   * throw, which is passed on. What is written is not found by text.
   */
  async update(
    namespace: string[],
    key: string,
    change: (before: Record<string, unknown> | undefined) => Record<string, unknown> | undefined,
  ): Promise<void> {
    // A key that is refused is refused before anything is read.
    checkOperation({ namespace, key });
    await this.exchange(namespace, key, (before) => {
      const value = change(before === undefined ? undefined : unpackValue(before));
      if (value === undefined) return undefined;
      const put = this.#toStoredForm(checkOperation({ namespace, key, value, index: false }));
      return put.kind === "put" && put.put !== null ? put.put : undefined;
    });
  }

  #toStoredForm(operation: CheckedOperation): CheckedOperation {
    if (operation.kind === "put" && operation.put !== null) {
      const packed = packRecord(operation.put, this.#options.compression);
      return { ...operation, put: { ...packed, terms: operation.put.terms } };
    }
    if (operation.kind !== "search" || !filtersWholeRecords(operation.search)) return operation;
    const conditions = operation.search.conditions.filter((condition) => !needsWholeRecord(condition));
    return { kind: "search", search: { ...operation.search, conditions, offset: 0, limit: NO_LIMIT } };
  }

  #fromStoredForm(result: OperationResult, operation: CheckedOperation | undefined): OperationResult {
    if (operation?.kind === "get" && isItem(result)) return { ...result, value: unpackValue(result.value) };
    if (operation?.kind !== "search") return result;
    const { search } = operation;
    const items = (result as SearchItem[]).flatMap((item) => this.#unpackFound(item));
    if (!filtersWholeRecords(search)) return items;
    return items
      .filter(({ value }) => matchesFilter(value, search.conditions))
      .slice(search.offset, search.offset + search.limit);
  }

  #unpackFound(item: SearchItem): SearchItem[] {
    try {
      return [{ ...item, value: unpackValue(item.value) }];
    } catch (error) {
      if (!GenesisError.isInstance(error)) throw error;
      this.#options.onUnreadable?.({ namespace: item.namespace, key: item.key, error });
      return [];
    }
  }

  // The base class checks namespaces with its own uncoded errors before `batch`; here `batch` checks everything.
  override async get(namespace: string[], key: string): Promise<Item | null> {
    const [item] = await this.batch<[GetOperation]>([{ namespace, key }]);
    return item;
  }

  override async search(
    namespacePrefix: string[],
    options: Parameters<BaseStore["search"]>[1] = {},
  ): Promise<SearchItem[]> {
    const [items] = await this.batch<[SearchOperation]>([{ ...options, namespacePrefix }]);
    return items;
  }

  override async put(
    namespace: string[],
    key: string,
    value: Record<string, unknown>,
    index?: false | string[],
  ): Promise<void> {
    await this.batch([{ namespace, key, value, ...(index !== undefined && { index }) }]);
  }

  override async delete(namespace: string[], key: string): Promise<void> {
    await this.batch([{ namespace, key, value: null }]);
  }

  override async listNamespaces(
    options: Parameters<BaseStore["listNamespaces"]>[0] = {},
  ): Promise<string[][]> {
    const { prefix, suffix, maxDepth, limit = 100, offset = 0 } = options;
    const matchConditions: MatchCondition[] = [];
    if (prefix !== undefined) matchConditions.push({ matchType: "prefix", path: prefix });
    if (suffix !== undefined) matchConditions.push({ matchType: "suffix", path: suffix });
    const operation: ListNamespacesOperation = { matchConditions, limit, offset };
    if (maxDepth !== undefined) operation.maxDepth = maxDepth;
    const [namespaces] = await this.batch<[ListNamespacesOperation]>([operation]);
    return namespaces;
  }
}

function filtersWholeRecords({ conditions }: CheckedSearch): boolean {
  return conditions.some(needsWholeRecord);
}

function isItem(result: OperationResult): result is Item {
  return result !== null && result !== undefined && !Array.isArray(result);
}
