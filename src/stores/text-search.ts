/**
 * The contract of ranked text search, the same for every backend: item text and query go through `tokenize`; an
 * item is found when it has at least one term of the query; results are ordered by BM25 score, best first, then
 * by last update, namespace and key. A query without terms finds nothing.
 */

/** More terms than a person would type; a longer query is cut. */
export const MAX_QUERY_TERMS = 64;

/** Lower-case terms without accents; everything but letters and digits separates. */
export function tokenize(text: string): string[] {
  return (
    text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** The different terms of a query, in order. */
export function queryTerms(query: string): string[] {
  return [...new Set(tokenize(query))].slice(0, MAX_QUERY_TERMS);
}

/**
 * The terms an item is found by: all text in its value, or in the given paths (`a.b`, `a[*].b`, `a[0]`, `$`).
 * `false` = it is not found by text.
 */
export function itemTerms(value: unknown, index: false | readonly string[] | undefined): string[] {
  if (index === false) return [];
  const roots = index === undefined ? [value] : index.flatMap((path) => nodesAt(value, path));
  return roots.flatMap((root) => textIn(root)).flatMap(tokenize);
}

function nodesAt(value: unknown, path: string): unknown[] {
  const steps = path
    .replace(/\[/g, ".[")
    .split(".")
    .filter((step) => step !== "" && step !== "$");
  let nodes: unknown[] = [value];
  for (const step of steps) nodes = nodes.flatMap((node) => childrenAt(node, step));
  return nodes;
}

function childrenAt(node: unknown, step: string): unknown[] {
  if (typeof node !== "object" || node === null) return [];
  const position = /^\[(\*|-?\d+)\]$/.exec(step)?.[1];
  if (position === undefined) return Object.hasOwn(node, step) ? [Reflect.get(node, step)] : [];
  if (!Array.isArray(node)) return [];
  return position === "*" ? node : [node.at(Number(position))];
}

function textIn(node: unknown): string[] {
  if (typeof node === "string") return [node];
  if (typeof node !== "object" || node === null) return [];
  return Object.values(node).flatMap(textIn);
}
