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
import { type CheckedOperation, checkOperation } from "./operations.ts";

export type OperationResult = Item | SearchItem[] | string[][] | null | undefined;

/** What a backend has to do; operations reach it checked. */
export abstract class CheckedStore extends BaseStore {
  /**
   * Executes operations in order; each sees the effects of those before it. With transactions all writes happen or
   * none; without them a server that fails in the middle may have done some, and repeating completes the rest.
   */
  protected abstract execute(operations: readonly CheckedOperation[]): Promise<OperationResult[]>;

  /** Deletes expired records and returns how many; reads never show them anyway. */
  abstract sweep(): Promise<number>;

  /** Nothing is executed when one of the operations is invalid. */
  override async batch<Op extends Operation[]>(operations: Op): Promise<OperationResults<Op>> {
    const results: unknown = await this.execute(operations.map(checkOperation));
    return results as OperationResults<Op>;
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
