import type { Expression, Operator } from "./expression.ts";

/** What a formula gives; null: nothing, because something it needs is empty. */
export type Value = number | string | boolean | null;

/** What a formula can see: one record, and those that belong to it. */
export interface Scope {
  /** The value of a field, a computed field, or `state`; null for what is not there. */
  value(name: string): Value;
  /** The record that a link names. */
  linked(link: string): Scope | undefined;
  /** The records of a kind that link to this one; where there is no record, all that may be seen. */
  records(kind: string): readonly Scope[];
  /** Today as YYYY-MM-DD, UTC. */
  readonly today: string;
  /** Steps that are left for all formulas together. */
  readonly budget: { steps: number };
}

/** Steps that one page may spend on formulas; what is beyond them is shown as empty. */
export const MAX_STEPS = 2_000_000;
const DAY_MS = 86_400_000;

/** Works a formula out. Total: it always ends, and never throws. */
export function evaluate(tree: Expression, scope: Scope): Value {
  scope.budget.steps -= 1;
  if (scope.budget.steps < 0) return null;
  switch (tree.type) {
    case "value":
      return tree.value;
    case "name":
      return tree.name === "today" ? scope.today : scope.value(tree.name);
    case "linked":
      return scope.linked(tree.link)?.value(tree.name) ?? null;
    case "unary": {
      const value = evaluate(tree.of, scope);
      if (tree.operator === "not") return !isTrue(value);
      return typeof value === "number" ? -value : null;
    }
    case "binary":
      return binary(tree.operator, tree.left, tree.right, scope);
    case "call":
      return call(tree.name, tree.args, scope);
  }
}

export function isTrue(value: Value): boolean {
  return value === true;
}

function binary(operator: Operator, left: Expression, right: Expression, scope: Scope): Value {
  if (operator === "and") return isTrue(evaluate(left, scope)) && isTrue(evaluate(right, scope));
  if (operator === "or") return isTrue(evaluate(left, scope)) || isTrue(evaluate(right, scope));
  const [a, b] = [evaluate(left, scope), evaluate(right, scope)];
  if (operator === "=") return a === b;
  if (operator === "!=") return a !== b;
  if (a === null || b === null) return null;
  if (typeof a === "number" && typeof b === "number") return ofNumbers(operator, a, b);
  if (typeof a === "string" && typeof b === "string") return ordered(operator, a, b);
  return null;
}

function ofNumbers(operator: Operator, a: number, b: number): Value {
  switch (operator) {
    case "+":
      return finite(a + b);
    case "-":
      return finite(a - b);
    case "*":
      return finite(a * b);
    case "/":
      return b === 0 ? null : finite(a / b);
    default:
      return ordered(operator, a, b);
  }
}

function ordered<T extends number | string>(operator: Operator, a: T, b: T): Value {
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    default:
      return null;
  }
}

function finite(value: number): Value {
  return Number.isFinite(value) ? value : null;
}

function call(name: string, args: readonly Expression[], scope: Scope): Value {
  const aggregate = AGGREGATES[name];
  if (aggregate) return aggregateOf(aggregate, args, scope);
  if (name === "if") {
    const [condition, yes, no] = args;
    const chosen = condition && isTrue(evaluate(condition, scope)) ? yes : no;
    return chosen ? evaluate(chosen, scope) : null;
  }
  const values = args.map((arg) => evaluate(arg, scope));
  if (name === "empty") return values[0] === null || values[0] === "";
  if (name === "coalesce") return values.find((value) => value !== null && value !== "") ?? null;
  if (name === "concat")
    return values
      .map((value) => String(value ?? ""))
      .join("")
      .slice(0, 500);
  if (values.some((value) => value === null)) return null;
  return SCALARS[name]?.(values) ?? null;
}

type Aggregate = (values: readonly number[]) => number | null;

const AGGREGATES: Readonly<Record<string, Aggregate>> = Object.assign(Object.create(null), {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  count: (values) => values.length,
  average: (values) =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
  lowest: (values) => least(values, (a, b) => a < b),
  highest: (values) => least(values, (a, b) => a > b),
} satisfies Record<string, Aggregate>);

function least(values: readonly number[], before: (a: number, b: number) => boolean): number | null {
  return values.reduce<number | null>(
    (best, value) => (best === null || before(value, best) ? value : best),
    null,
  );
}

/** `sum(kind, value, condition)`; `count(kind, condition)`. */
function aggregateOf(aggregate: Aggregate, args: readonly Expression[], scope: Scope): Value {
  const [kind, ...rest] = args;
  if (kind?.type !== "name") return null;
  const counts = aggregate === AGGREGATES.count;
  const [of, where] = counts ? [undefined, rest[0]] : rest;
  const values = scope.records(kind.name).flatMap((record): number[] => {
    if (where && !isTrue(evaluate(where, record))) return [];
    if (!of) return counts ? [1] : [];
    const value = evaluate(of, record);
    return typeof value === "number" ? [value] : [];
  });
  const result = aggregate(values);
  return result === null ? null : finite(result);
}

type Scalar = (values: readonly Value[]) => Value;

const numbers = (values: readonly Value[]) => values.filter((value) => typeof value === "number");

const SCALARS: Readonly<Record<string, Scalar>> = Object.assign(Object.create(null), {
  min: (values) => least(numbers(values), (a, b) => a < b),
  max: (values) => least(numbers(values), (a, b) => a > b),
  abs: ([value]) => (typeof value === "number" ? Math.abs(value) : null),
  round: ([value, places = 0]) => {
    if (typeof value !== "number" || typeof places !== "number") return null;
    const factor = 10 ** Math.min(6, Math.max(0, Math.trunc(places)));
    return finite(Math.round(value * factor) / factor);
  },
  days: ([from, to]) => {
    const [start, end] = [timeOf(from), timeOf(to)];
    return start === null || end === null ? null : Math.round((end - start) / DAY_MS);
  },
  add_days: ([date, days]) => {
    const time = timeOf(date);
    if (time === null || typeof days !== "number" || Math.abs(days) > 100_000) return null;
    const moved = new Date(time + Math.trunc(days) * DAY_MS).toISOString();
    // Years beyond four digits are written with a sign.
    return /^\d{4}-/.test(moved) ? moved.slice(0, 10) : null;
  },
  month: ([date]) => (timeOf(date) === null ? null : String(date).slice(0, 7)),
  year: ([date]) => (timeOf(date) === null ? null : Number(String(date).slice(0, 4))),
  contains: ([text, part]) => String(text).toLowerCase().includes(String(part).toLowerCase()),
  length: ([text]) => (typeof text === "string" ? [...text].length : null),
} satisfies Record<string, Scalar>);

function timeOf(date: Value | undefined): number | null {
  if (typeof date !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) ? null : time;
}
