import { type Expression, FormulaError } from "./expression.ts";
import type { FeatureModule, ModuleField, RecordKind } from "./language.ts";

export type ValueType = "number" | "text" | "date" | "yes_no";

/** What names mean in a formula. */
export interface Names {
  readonly module: FeatureModule;
  /** The kind of the record a formula is about; undefined: about all records, as figures are. */
  readonly kind: RecordKind | undefined;
}

const TYPE_OF_KIND: Readonly<Record<ModuleField["kind"], ValueType>> = {
  text: "text",
  prose: "text",
  choice: "text",
  email: "text",
  url: "text",
  link: "text",
  number: "number",
  money: "number",
  date: "date",
  yes_no: "yes_no",
};

/** Of a field, a computed field, or `state`; undefined when a kind of record has no such thing. */
export function typeOfName(kind: RecordKind, name: string): ValueType | undefined {
  if (name === "state") return kind.states.length > 0 ? "text" : undefined;
  const found = [...kind.fields, ...kind.computed].find((one) => one.name === name);
  return found && TYPE_OF_KIND[found.kind];
}

export function kindOf(
  { kinds }: Pick<FeatureModule, "kinds">,
  id: string | undefined,
): RecordKind | undefined {
  return kinds.find((kind) => kind.id === id);
}

/** The field by which records of a kind belong to one of another kind. */
export function linkTo(kind: RecordKind, target: string) {
  return kind.fields.find((field) => field.kind === "link" && field.of === target);
}

/** The type of what a formula gives. Throws FormulaError when it can't be worked out. */
export function typeOf(tree: Expression, names: Names): ValueType {
  switch (tree.type) {
    case "value":
      return typeof tree.value === "number" ? "number" : typeof tree.value === "boolean" ? "yes_no" : "text";
    case "name":
      return typeOfPlainName(tree.name, names);
    case "linked":
      return typeOfLinked(tree.link, tree.name, names);
    case "unary":
      want(tree.of, tree.operator === "-" ? "number" : "yes_no", names);
      return tree.operator === "-" ? "number" : "yes_no";
    case "binary":
      return typeOfBinary(tree, names);
    case "call":
      return typeOfCall(tree, names);
  }
}

function typeOfPlainName(name: string, { kind }: Names): ValueType {
  if (name === "today") return "date";
  if (!kind)
    throw new FormulaError(`"${name}" is of one record; add records up, such as sum(kind, ${name}).`);
  const type = typeOfName(kind, name);
  if (!type) throw new FormulaError(`A ${kind.id} has no "${name}".`);
  return type;
}

function typeOfLinked(link: string, name: string, { module, kind }: Names): ValueType {
  const field = kind?.fields.find((one) => one.name === link && one.kind === "link");
  if (!field) throw new FormulaError(`"${link}" is not a link of a ${kind?.id ?? "record"}.`);
  const target = kindOf(module, field.of);
  const type = target && typeOfName(target, name);
  if (!type) throw new FormulaError(`A ${field.of} has no "${name}".`);
  return type;
}

function typeOfBinary(tree: Extract<Expression, { type: "binary" }>, names: Names): ValueType {
  const { operator, left, right } = tree;
  if (operator === "and" || operator === "or") {
    want(left, "yes_no", names);
    want(right, "yes_no", names);
    return "yes_no";
  }
  if (["+", "-", "*", "/"].includes(operator)) {
    want(left, "number", names);
    want(right, "number", names);
    return "number";
  }
  const [a, b] = [typeOf(left, names), typeOf(right, names)];
  if (a !== b && !isDateText(a, b)) throw new FormulaError(`A ${a} can't be compared with a ${b}.`);
  return "yes_no";
}

/** A date may be compared with a text such as '2026-01-31'. */
function isDateText(a: ValueType, b: ValueType): boolean {
  return (a === "date" && b === "text") || (a === "text" && b === "date");
}

/** Functions over the records of a kind, which they are given first. */
export const AGGREGATES: ReadonlySet<string> = new Set(["sum", "average", "lowest", "highest", "count"]);

const SIGNATURES: Readonly<
  Record<string, { readonly args: readonly ValueType[]; readonly gives: ValueType }>
> = Object.assign(Object.create(null), {
  abs: { args: ["number"], gives: "number" },
  days: { args: ["date", "date"], gives: "number" },
  add_days: { args: ["date", "number"], gives: "date" },
  month: { args: ["date"], gives: "text" },
  year: { args: ["date"], gives: "number" },
  contains: { args: ["text", "text"], gives: "yes_no" },
  length: { args: ["text"], gives: "number" },
});

function typeOfCall({ name, args }: Extract<Expression, { type: "call" }>, names: Names): ValueType {
  if (AGGREGATES.has(name)) return typeOfAggregate(name, args, names);
  const signature = SIGNATURES[name];
  if (signature) {
    count(name, args, signature.args.length);
    signature.args.forEach((type, at) => {
      want(args[at] as Expression, type, names);
    });
    return signature.gives;
  }
  switch (name) {
    case "if":
      count(name, args, 3);
      want(args[0] as Expression, "yes_no", names);
      return same(args.slice(1), names);
    case "min":
    case "max":
      count(name, args, 1, 8);
      for (const arg of args) want(arg, "number", names);
      return "number";
    case "round":
      count(name, args, 1, 2);
      for (const arg of args) want(arg, "number", names);
      return "number";
    case "empty":
      count(name, args, 1);
      typeOf(args[0] as Expression, names);
      return "yes_no";
    case "coalesce":
      count(name, args, 2, 8);
      return same(args, names);
    case "concat":
      count(name, args, 1, 8);
      for (const arg of args) typeOf(arg, names);
      return "text";
    default:
      throw new FormulaError(`There is no function "${name}".`);
  }
}

function typeOfAggregate(name: string, args: readonly Expression[], names: Names): ValueType {
  const [first, ...rest] = args;
  const other = first?.type === "name" ? kindOf(names.module, first.name) : undefined;
  if (!other) throw new FormulaError(`${name}() needs the id of a kind of record first.`);
  if (names.kind && !linkTo(other, names.kind.id)) {
    throw new FormulaError(`A ${other.id} has no link to a ${names.kind.id}.`);
  }
  const inner = { ...names, kind: other };
  count(name, args, name === "count" ? 1 : 2, name === "count" ? 2 : 3);
  const [of, where] = name === "count" ? [undefined, rest[0]] : rest;
  if (of) want(of, "number", inner);
  if (where) want(where, "yes_no", inner);
  return "number";
}

function want(tree: Expression, type: ValueType, names: Names): void {
  const actual = typeOf(tree, names);
  if (actual !== type && !(type === "date" && actual === "text" && tree.type === "value")) {
    throw new FormulaError(`Expected a ${type} where there is a ${actual}.`);
  }
}

function same(trees: readonly Expression[], names: Names): ValueType {
  const [first = "text", ...others] = trees.map((tree) => typeOf(tree, names));
  if (others.some((type) => type !== first)) throw new FormulaError("Both results must be of the same type.");
  return first;
}

function count(name: string, args: readonly unknown[], least: number, most = least): void {
  if (args.length >= least && args.length <= most) return;
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  throw new FormulaError(`${name}() takes ${wanted} values, not ${args.length}.`);
}
