import {
  InvalidNamespaceError,
  type ListNamespacesOperation,
  type MatchCondition,
  type Operation,
  validateNamespace,
} from "@langchain/langgraph-checkpoint";
import { GenesisError } from "../state/errors.ts";
import { type FilterCondition, parseFilter } from "./filter.ts";
import { itemTerms } from "./text-search.ts";

/** A store operation after every part that a caller may have got wrong was checked. */
export type CheckedOperation =
  | { readonly kind: "get"; readonly namespace: string[]; readonly key: string }
  | {
      readonly kind: "put";
      readonly namespace: string[];
      readonly key: string;
      readonly put: CheckedValue | null;
    }
  | { readonly kind: "search"; readonly search: CheckedSearch }
  | { readonly kind: "list"; readonly list: ListNamespacesOperation };

export interface CheckedValue {
  /** What is stored and filtered: the value that was put, or its compressed form (`compression.ts`). */
  readonly value: Record<string, unknown>;
  /** `value` as JSON text. */
  readonly json: string;
  /** What the item is found by, always from the value that was put. */
  readonly terms: readonly string[];
}

export interface CheckedSearch {
  readonly prefix: string[];
  readonly conditions: readonly FilterCondition[];
  readonly limit: number;
  readonly offset: number;
  /** undefined = no ranking; an empty text counts as none. */
  readonly query: string | undefined;
}

const DEFAULT_SEARCH_LIMIT = 10;
const DEFAULT_LIST_LIMIT = 100;
const DAMAGED = { category: "system", hint: "Restore the database from a backup." } as const;
const UNSAFE_IN_KEY = /[\0\p{Surrogate}]/u;

/**
 * Checks one operation at run time, whatever the types say: keys and filters often come from JSON.
 * Errors: STORE_KEY_INVALID, STORE_VALUE_INVALID, STORE_FILTER_INVALID, STORE_QUERY_INVALID.
 */
export function checkOperation(operation: Operation): CheckedOperation {
  if ("namespacePrefix" in operation) {
    const { namespacePrefix, filter, query } = operation;
    const search: CheckedSearch = {
      prefix: checkNamespace(namespacePrefix, { allowEmpty: true }),
      conditions: parseFilter(filter),
      limit: checkCount("limit", operation.limit, DEFAULT_SEARCH_LIMIT),
      offset: checkCount("offset", operation.offset, 0),
      query: checkQuery(query),
    };
    return { kind: "search", search };
  }
  if ("key" in operation) {
    const key = checkKey(operation.key);
    if (!("value" in operation)) return { kind: "get", namespace: checkNamespace(operation.namespace), key };
    const namespace = checkNamespace(operation.namespace, { writes: operation.value !== null });
    return { kind: "put", namespace, key, put: checkValue(operation.value, operation.index) };
  }
  return { kind: "list", list: checkList(operation) };
}

/** A stored value. Errors: STORE_CORRUPT when it is none. */
export function parseValue(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    // Not by a schema: copying fields would lose one that is named __proto__.
    if (isObject(value)) return value;
  } catch (cause) {
    throw new GenesisError("STORE_CORRUPT", "A stored value is no JSON.", { ...DAMAGED, cause });
  }
  throw new GenesisError("STORE_CORRUPT", "A stored value is no object.", DAMAGED);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Namespaces in the order of their text, cut, deduplicated and paged as a `listNamespaces` asks. */
export function selectNamespaces(all: readonly string[][], list: ListNamespacesOperation): string[][] {
  const { matchConditions = [], maxDepth, offset, limit } = list;
  const matching = all.filter((namespace) =>
    matchConditions.every((one) => matchesNamespace(one, namespace)),
  );
  const cut = new Map(
    matching.map((namespace) => namespace.slice(0, maxDepth)).map((ns) => [JSON.stringify(ns), ns]),
  );
  return [...cut.values()].slice(offset, offset + limit);
}

function matchesNamespace({ matchType, path }: MatchCondition, namespace: readonly string[]): boolean {
  if (path.length > namespace.length) return false;
  const start = matchType === "prefix" ? 0 : namespace.length - path.length;
  return path.every((label, position) => label === "*" || label === namespace[start + position]);
}

function checkNamespace(
  namespace: unknown,
  { allowEmpty = false, writes = false }: { allowEmpty?: boolean; writes?: boolean } = {},
): string[] {
  if (!Array.isArray(namespace)) throw invalidKey("A namespace must be an array of text.");
  for (const label of namespace) {
    if (!isKey(label)) throw invalidKey("A namespace label must be non-empty, well-formed text.");
  }
  try {
    // LangGraph's own rules: no ".", no ":", and the root "langgraph" is its own.
    validateNamespace(namespace, { allowEmpty, allowReservedRoot: !writes });
  } catch (error) {
    if (error instanceof InvalidNamespaceError) throw invalidKey(error.message);
    throw error;
  }
  return namespace;
}

function checkKey(key: unknown): string {
  if (!isKey(key)) throw invalidKey("A key must be non-empty, well-formed text.");
  return key;
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !UNSAFE_IN_KEY.test(value);
}

function checkValue(value: unknown, index: unknown): CheckedValue | null {
  if (value === null) return null;
  if (typeof value !== "object" || value === undefined || Array.isArray(value)) {
    throw invalid("STORE_VALUE_INVALID", "A stored value must be an object.", "Wrap it: {value: ...}.");
  }
  const paths = index === undefined || index === null ? undefined : index;
  if (paths !== undefined && paths !== false && !isTextArray(paths)) {
    throw invalid(
      "STORE_VALUE_INVALID",
      "An index must be false or an array of paths.",
      'Example: ["title"].',
    );
  }
  const json = toJson(value);
  const stored: Record<string, unknown> = JSON.parse(json);
  return { value: stored, json, terms: itemTerms(stored, paths) };
}

function toJson(value: object): string {
  try {
    const json = JSON.stringify(value);
    if (json?.startsWith("{")) return json;
  } catch (cause) {
    throw new GenesisError("STORE_VALUE_INVALID", "A stored value must be JSON.", {
      hint: "Remove cycles and big integers.",
      cause,
    });
  }
  throw invalid("STORE_VALUE_INVALID", "A stored value must be an object.", "Wrap it: {value: ...}.");
}

function checkQuery(query: unknown): string | undefined {
  if (query === undefined || query === null) return undefined;
  if (typeof query !== "string") {
    throw invalid("STORE_QUERY_INVALID", "A query must be text.", 'Example: {query: "stripe checkout"}.');
  }
  return query.trim() === "" ? undefined : query;
}

function checkList(operation: ListNamespacesOperation): ListNamespacesOperation {
  const { matchConditions, maxDepth } = operation;
  const checked: ListNamespacesOperation = {
    limit: checkCount("limit", operation.limit, DEFAULT_LIST_LIMIT),
    offset: checkCount("offset", operation.offset, 0),
  };
  if (maxDepth !== undefined) checked.maxDepth = checkCount("maxDepth", maxDepth, 0);
  if (matchConditions === undefined) return checked;
  for (const { matchType, path } of matchConditions) {
    if (matchType !== "prefix" && matchType !== "suffix")
      throw invalidKey(`"${matchType}" is no kind of match.`);
    if (!isTextArray(path)) throw invalidKey("A namespace pattern must be an array of text.");
  }
  return { ...checked, matchConditions };
}

function checkCount(name: string, count: unknown, otherwise: number): number {
  if (count === undefined || count === null) return otherwise;
  if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) return count;
  throw invalid(
    "STORE_QUERY_INVALID",
    `"${name}" must be a whole number, 0 or more.`,
    "Leave it out for the default.",
  );
}

function isTextArray(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function invalidKey(message: string): GenesisError {
  return invalid("STORE_KEY_INVALID", message, 'Example: namespace ["business", "saas_tool"], key "run-1".');
}

function invalid(code: string, message: string, hint: string): GenesisError {
  return new GenesisError(code, message, { hint });
}
