/**
 * The filter language of the stores, the same for every backend. `parseFilter` turns untrusted JSON into
 * conditions; a backend translates them into its query language and must agree with `matchesFilter`.
 *
 * - A field is a path through objects, `a.b`. Arrays are not searched.
 * - Comparison is strict: `1`, `"1"` and `true` differ. A missing field equals null.
 * - `$gt $gte $lt $lte` match values of the operand's type only; text is ordered by code point, and the operand has
 *   at most `MAX_RANGE_TEXT` characters.
 * - All conditions must hold, also several on one field.
 */
import { GenesisError } from "../state/errors.ts";

export type FilterScalar = string | number | boolean | null;
export type EqualityOperator = "$eq" | "$ne";
export type RangeOperator = "$gt" | "$gte" | "$lt" | "$lte";
export type SetOperator = "$in" | "$nin";

export type FilterCondition = { readonly path: readonly string[] } & (
  | { readonly operator: EqualityOperator; readonly operand: FilterScalar }
  | { readonly operator: RangeOperator; readonly operand: string | number }
  | { readonly operator: SetOperator; readonly operand: readonly FilterScalar[] }
);

const MAX_CONDITIONS = 100;
/** UTF-16 units; a backend may compare longer text by its beginning only. */
export const MAX_RANGE_TEXT = 512;
// What one of the backends would treat as syntax: quotes, escapes, control characters, half surrogate pairs.
const UNSAFE_IN_PATH = /["\\\p{Cc}\p{Surrogate}]/u;
const UNSAFE_IN_TEXT = /[\0\p{Surrogate}]/u;

/** Parses a filter such as `{status: "done", "score.total": {$gte: 3, $lt: 5}}`. Errors: STORE_FILTER_INVALID. */
export function parseFilter(filter: unknown): readonly FilterCondition[] {
  if (filter === undefined || filter === null) return [];
  if (!isPlainObject(filter)) throw invalid("A filter must be an object of field names and conditions.");
  const conditions = Object.entries(filter).flatMap(([field, wanted]) => parseField(field, wanted));
  if (conditions.length > MAX_CONDITIONS) throw invalid(`A filter has at most ${MAX_CONDITIONS} conditions.`);
  return conditions;
}

/** The meaning of a parsed filter, on a value in memory. */
export function matchesFilter(value: unknown, conditions: readonly FilterCondition[]): boolean {
  return conditions.every((condition) => matches(valueAt(value, condition.path), condition));
}

/** Orders text by Unicode code point, as databases do; JavaScript's `<` orders by UTF-16 code unit. */
export function compareText(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length) {
    const [left, right] = [a.codePointAt(at) ?? 0, b.codePointAt(at) ?? 0];
    if (left !== right) return left < right ? -1 : 1;
    at += left > 0xffff ? 2 : 1;
  }
  return Math.sign(a.length - b.length);
}

function parseField(field: string, wanted: unknown): FilterCondition[] {
  const path = parsePath(field);
  if (!isPlainObject(wanted)) return [{ path, operator: "$eq", operand: scalar(field, wanted) }];
  const operators = Object.entries(wanted);
  if (operators.length === 0) throw invalid(`The condition on "${field}" is empty.`);
  return operators.map(([operator, operand]) => parseOperator(field, path, operator, operand));
}

function parsePath(field: string): string[] {
  const path = field.split(".");
  for (const part of path) {
    if (part === "" || part.startsWith("$") || UNSAFE_IN_PATH.test(part)) {
      throw invalid(`"${field}" is no field: use names separated by dots, such as "score.total".`);
    }
  }
  return path;
}

function parseOperator(field: string, path: string[], operator: string, operand: unknown): FilterCondition {
  switch (operator) {
    case "$eq":
    case "$ne":
      return { path, operator, operand: scalar(field, operand) };
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return { path, operator, operand: orderable(field, operand) };
    case "$in":
    case "$nin":
      if (!Array.isArray(operand)) throw invalid(`${operator} on "${field}" needs an array.`);
      return { path, operator, operand: operand.map((item) => scalar(field, item)) };
    default:
      throw invalid(
        operator.startsWith("$")
          ? `"${operator}" on "${field}" is no operator; there are $eq $ne $gt $gte $lt $lte $in $nin.`
          : `"${field}" is compared with an object; write "${field}.${operator}" to reach into it.`,
      );
  }
}

function scalar(field: string, operand: unknown): FilterScalar {
  if (operand === null || typeof operand === "string" || typeof operand === "boolean") return operand;
  if (typeof operand === "number" && Number.isFinite(operand)) return operand;
  throw invalid(`"${field}" can be compared with text, finite numbers, booleans and null only.`);
}

function orderable(field: string, operand: unknown): string | number {
  const value = scalar(field, operand);
  if (typeof value === "number") return value;
  if (typeof value === "string" && value.length <= MAX_RANGE_TEXT && !UNSAFE_IN_TEXT.test(value))
    return value;
  throw invalid(
    `"${field}" can be ordered against a number or well-formed text of at most ${MAX_RANGE_TEXT} characters only.`,
  );
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const part of path) {
    if (!isPlainObject(current) || !Object.hasOwn(current, part)) return null;
    current = current[part];
  }
  return current;
}

function matches(actual: unknown, condition: FilterCondition): boolean {
  switch (condition.operator) {
    case "$eq":
      return actual === condition.operand;
    case "$ne":
      return actual !== condition.operand;
    case "$in":
      return condition.operand.some((item) => item === actual);
    case "$nin":
      return condition.operand.every((item) => item !== actual);
    default:
      return inRange(actual, condition.operator, condition.operand);
  }
}

function inRange(actual: unknown, operator: RangeOperator, operand: string | number): boolean {
  const order = compare(actual, operand);
  if (order === undefined) return false;
  if (order === 0) return operator === "$gte" || operator === "$lte";
  return order > 0 ? operator === "$gt" || operator === "$gte" : operator === "$lt" || operator === "$lte";
}

function compare(actual: unknown, operand: string | number): number | undefined {
  if (typeof actual === "number" && typeof operand === "number") return Math.sign(actual - operand);
  if (typeof actual === "string" && typeof operand === "string") return compareText(actual, operand);
  return undefined;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(message: string): GenesisError {
  return new GenesisError("STORE_FILTER_INVALID", message, {
    hint: 'Example: {"status": "done", "score.total": {"$gte": 3, "$lt": 5}}.',
  });
}
