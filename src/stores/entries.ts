/**
 * Index entries: what an item can be looked up by in one step, the same for every backend. There is an entry for
 * each prefix of its namespace, and one for each prefix together with a scalar field or with a term of its text,
 * so that a search below a prefix never meets the items elsewhere. An entry is a 53-bit hash: two different
 * things may share one, so what is found by an entry is checked again.
 */
import type { FilterCondition, FilterScalar } from "./filter.ts";
import { encodeNamespace, scopesOf } from "./namespace.ts";

/** Fields below this many names have no entry; they are filtered, not looked up. */
export const MAX_INDEXED_DEPTH = 1;

/** The entries of an item without its text: every prefix of its namespace, alone and with every indexed field. */
export function itemEntries(namespace: readonly string[], value: Record<string, unknown>): number[] {
  const fields = indexedFields(value);
  return scopesOf(namespace).flatMap((scope) => [
    scopeEntry(scope),
    ...fields.map(([path, scalar]) => fieldEntry(scope, path, scalar)),
  ]);
}

export function textEntries(namespace: readonly string[], terms: Iterable<string>): number[] {
  const all = [...terms];
  return scopesOf(namespace).flatMap((scope) => all.map((term) => entryOf(`${scope}\u0003`, term)));
}

export function termEntry(prefix: readonly string[], term: string): number {
  return entryOf(`${encodeNamespace(prefix)}\u0003`, term);
}

/** Entries that every item has which is below the prefix and meets the conditions; at least one. */
export function requiredEntries(prefix: readonly string[], conditions: readonly FilterCondition[]): number[] {
  const scope = encodeNamespace(prefix);
  const entries = conditions.flatMap(({ path, operator, operand }) =>
    operator === "$eq" && operand !== null && path.length <= MAX_INDEXED_DEPTH
      ? [fieldEntry(scope, path, operand)]
      : [],
  );
  return entries.length > 0 ? entries : [scopeEntry(scope)];
}

function scopeEntry(scope: string): number {
  return entryOf(scope, "");
}

function fieldEntry(scope: string, path: readonly string[], scalar: FilterScalar): number {
  return entryOf(`${scope}\u0001${path.join(".")}`, JSON.stringify(scalar));
}

function indexedFields(value: Record<string, unknown>, above: readonly string[] = []) {
  const fields: [path: string[], scalar: string | number | boolean][] = [];
  for (const [name, field] of Object.entries(value)) {
    // No filter can name it: the envelope of a compressed record.
    if (name.startsWith("$")) continue;
    const path = [...above, name];
    if (typeof field === "string" || typeof field === "number" || typeof field === "boolean") {
      fields.push([path, field]);
    } else if (isObject(field) && path.length < MAX_INDEXED_DEPTH) {
      fields.push(...indexedFields(field, path));
    }
  }
  return fields;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * 53 bits: 21 of the kind of thing (scope and field), 32 of the thing itself. Entries of one kind are neighbours in the
 * index, so that putting an item touches few of its pages. Even enough for an index, not for secrets.
 */
function entryOf(kind: string, thing: string): number {
  return (hash32(kind) >>> 11) * 2 ** 32 + hash32(`${kind}\u0002${thing}`);
}

/** FNV-1a over UTF-16 units with a final mix. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
