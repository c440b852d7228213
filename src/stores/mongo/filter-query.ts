import { createHash } from "node:crypto";
import type { Filter } from "mongodb";
import type { FilterCondition, FilterScalar, RangeOperator } from "../filter.ts";
import type { ItemDocument } from "./documents.ts";

type ItemFilter = Filter<ItemDocument>;

/** Longer text is cut for comparison; a filter's own text is much shorter (`MAX_RANGE_TEXT`). */
const MAX_FIELD_TEXT = 1_024;
const AFTER_PATH = "\u0002";
const AFTER_ALL_VALUES = "\u0003";
/** The first letter of a value's text is its type. */
const TYPES = { boolean: "b", number: "n", string: "s", other: "x" } as const;
const AFTER_TYPE: Readonly<Record<string, string>> = { n: "o", s: "t" };

/**
 * Every field of a value as one text, path and then value, such that comparing texts compares values: filters then
 * are comparisons of texts, in which no operator can hide and no type be mistaken, whatever the server thinks of
 * numbers. Nulls are left out, because a missing field equals null; so are names that no filter can reach.
 */
export function fieldTexts(value: Record<string, unknown>, above = ""): string[] {
  return Object.entries(value).flatMap(([name, field]) => {
    if (field === null || name === "" || /[."\\\p{Cc}\p{Surrogate}]/u.test(name)) return [];
    const path = `${above}${name}`;
    if (typeof field !== "object") return [`${path}${AFTER_PATH}${scalarText(field as FilterScalar)}`];
    const inner = Array.isArray(field) ? [] : fieldTexts(field as Record<string, unknown>, `${path}.`);
    return [`${path}${AFTER_PATH}${TYPES.other}`, ...inner];
  });
}

/** A condition on `fields`, meaning exactly what `matchesFilter` means. */
export function filterToQuery(condition: FilterCondition): ItemFilter {
  const path = condition.path.join(".");
  switch (condition.operator) {
    case "$eq":
      return equals(path, condition.operand);
    case "$ne":
      return { $nor: [equals(path, condition.operand)] };
    case "$in":
      return anyOf(path, condition.operand);
    case "$nin":
      return { $nor: [anyOf(path, condition.operand)] };
    default:
      return { fields: { $elemMatch: range(path, condition.operator, condition.operand) } };
  }
}

function equals(path: string, operand: FilterScalar): ItemFilter {
  if (operand === null) return missing(path);
  return { fields: { $in: [`${path}${AFTER_PATH}${scalarText(operand)}`] } };
}

function anyOf(path: string, operands: readonly FilterScalar[]): ItemFilter {
  const texts = operands.flatMap((operand) =>
    operand === null ? [] : [`${path}${AFTER_PATH}${scalarText(operand)}`],
  );
  const present: ItemFilter = { fields: { $in: texts } };
  return operands.includes(null) ? { $or: [present, missing(path)] } : present;
}

function missing(path: string): ItemFilter {
  const anything = { $gte: `${path}${AFTER_PATH}`, $lt: `${path}${AFTER_ALL_VALUES}` };
  return { fields: { $not: { $elemMatch: anything } } };
}

function range(path: string, operator: RangeOperator, operand: string | number): Record<string, string> {
  const type = typeof operand === "number" ? TYPES.number : TYPES.string;
  const bound = `${path}${AFTER_PATH}${scalarText(operand)}`;
  const from = { $gte: `${path}${AFTER_PATH}${type}` };
  const to = { $lt: `${path}${AFTER_PATH}${AFTER_TYPE[type]}` };
  return operator === "$gt" || operator === "$gte"
    ? { [operator]: bound, ...to }
    : { ...from, [operator]: bound };
}

function scalarText(scalar: FilterScalar): string {
  if (typeof scalar === "number") return `${TYPES.number}${numberText(scalar)}`;
  if (typeof scalar === "string") return `${TYPES.string}${longText(scalar)}`;
  return `${TYPES.boolean}${scalar}`;
}

/** The bits of a double, changed so that they ascend with the number. */
function numberText(number: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(number === 0 ? 0 : number);
  const negative = (bytes[0] ?? 0) >= 0x80;
  for (const [at, byte] of bytes.entries())
    bytes[at] = negative ? byte ^ 0xff : at === 0 ? byte ^ 0x80 : byte;
  return bytes.toString("hex");
}

/** Long text keeps its order up to where it is cut, and a digest keeps different ones different. */
function longText(text: string): string {
  if (text.length <= MAX_FIELD_TEXT) return storableText(text);
  const digest = createHash("sha256").update(JSON.stringify(text)).digest("hex");
  return `${storableText(text.slice(0, MAX_FIELD_TEXT))}\u0001${digest}`;
}

/**
 * Text that every server can store, in the same order by code point: NUL, which not all of them store, and halves of
 * surrogate pairs, which UTF-8 does not have, are written as two characters at the place where they belong.
 */
function storableText(text: string): string {
  return text.replace(/[\p{Cc}\ue000\p{Surrogate}]/gu, (unit) => {
    if (unit === "\0") return "\u0001\u0001";
    if (unit === "\u0001") return "\u0001\u0002";
    if (unit < "\ud800") return unit;
    if (unit === "\ue000") return "\ue000\u2000";
    return `\ue000${String.fromCharCode(0x1000 + unit.charCodeAt(0) - 0xd800)}`;
  });
}
