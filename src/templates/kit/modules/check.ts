import { type Expression, FormulaError, parseExpression } from "./expression.ts";
import { type FeatureModule, RESERVED, type RecordKind } from "./language.ts";
import { AGGREGATES, kindOf, typeOf, typeOfName, type ValueType } from "./types.ts";

/** What is wrong with a module: where, and what. */
export interface ModuleFinding {
  readonly where: string;
  readonly message: string;
}

export interface CheckOptions {
  /** Whether people can sign in, so that records may be somebody's own. */
  readonly accounts: boolean;
}

const TYPE_OF_SHOWN = {
  text: "text",
  number: "number",
  money: "number",
  date: "date",
  yes_no: "yes_no",
} as const;

/** Everything that makes no sense in a module whose form is right; empty: it can be used. Pure, never throws. */
export function checkModule(module: FeatureModule, { accounts }: CheckOptions): ModuleFinding[] {
  const findings: ModuleFinding[] = [];
  const say = (where: string, message: string) => findings.push({ where, message });
  unique(module.kinds, "kinds", ({ id }) => id, say);
  for (const kind of module.kinds) {
    checkKind(module, kind, say);
    checkAccess(module, kind, accounts, say);
  }
  if (findings.length === 0) checkCircles(module, say);
  checkExamples(module, say);
  return findings;
}

type Say = (where: string, message: string) => void;

function unique<T>(
  list: readonly T[],
  where: string,
  key: (one: T) => string,
  say: Say,
  reserved: ReadonlySet<string> = RESERVED,
): void {
  const seen = new Set<string>();
  for (const one of list) {
    if (seen.has(key(one))) say(where, `"${key(one)}" is there twice`);
    seen.add(key(one));
    if (reserved.has(key(one)))
      say(where, `"${key(one)}" means something else already: use another name, such as ${key(one)}_of_it`);
  }
}

function checkKind(module: FeatureModule, kind: RecordKind, say: Say): void {
  const at = (part: string) => `${kind.id}.${part}`;
  unique([...kind.fields, ...kind.computed], at("fields"), ({ name }) => name, say);
  unique(kind.states, at("states"), ({ id }) => id, say, new Set());
  checkFields(module, kind, say);
  for (const { name, kind: shown, formula } of kind.computed) {
    checkFormula(module, kind, formula, TYPE_OF_SHOWN[shown], at(name), say);
  }
  for (const { field, check } of kind.rules) {
    if (!kind.fields.some(({ name }) => name === field)) say(at("rules"), `there is no field "${field}"`);
    checkFormula(module, kind, check, "yes_no", at(`rules.${field}`), say);
  }
  checkMoves(kind, say);
  checkViews(module, kind, say);
  for (const { to, when, subject, text } of kind.notices) {
    const address = kind.fields.find(({ name }) => name === to);
    if (to !== "owner" && address?.kind !== "email") say(at("notices"), `"${to}" is no e-mail field`);
    checkFormula(module, kind, when, "yes_no", at("notices"), say);
    for (const [, name = ""] of `${subject} ${text}`.matchAll(/\{([^}]*)\}/g)) {
      if (!typeOfName(kind, name)) say(at("notices"), `there is no field "${name}"`);
    }
  }
}

/** From those that are most to those that are fewest. */
const AUDIENCE = { everyone: 0, users: 1, own: 1, owner: 2 } as const;

function checkAccess(module: FeatureModule, kind: RecordKind, accounts: boolean, say: Say): void {
  const where = `${kind.id}.access`;
  const { add, see, change } = kind.access;
  const widest = Math.min(AUDIENCE[add], AUDIENCE[see]);
  if (!accounts && (add === "users" || see === "users" || see === "own" || change === "users")) {
    say(where, "nobody can sign in to this product: use everyone or owner");
  }
  if (see === "own" && add === "everyone") {
    say(where, "what everyone may add is nobody's own: let users add, or everyone or the owner see");
  }
  for (const { name, of } of kind.fields) {
    const target = kindOf(module, of);
    if (target && AUDIENCE[target.access.see] > widest) {
      say(where, `who adds or sees a ${kind.id} has to see the ${target.id} that ${name} names`);
    }
  }
}

function checkFields(module: FeatureModule, kind: RecordKind, say: Say): void {
  for (const { name, kind: type, choices, of, required, min, max } of kind.fields) {
    const where = `${kind.id}.${name}`;
    if (type === "choice" && choices.length < 2) say(where, "a choice needs at least two choices");
    if (type !== "choice" && choices.length > 0) say(where, "only a choice has choices");
    if (new Set(choices).size < choices.length) say(where, "a choice is there twice");
    if (type === "link" && !kindOf(module, of))
      say(where, "a link needs `of`, the id of a kind of this module");
    if (type === "link" && of === kind.id && required) say(where, "the first record could never be added");
    if (type !== "link" && of !== undefined) say(where, "only a link has `of`");
    if (type === "yes_no" && required) say(where, "yes or no is never required");
    if (min !== undefined && max !== undefined && min > max)
      say(where, "the least is more than the greatest");
  }
  const first = kind.fields.find(({ name }) => name === kind.columns[0]);
  if (!first || !["text", "choice", "email", "date", "link"].includes(first.kind)) {
    say(
      `${kind.id}.columns`,
      "the first column must be a field that names the record: a text, choice, e-mail, date or link",
    );
  }
  if (first && !first.required)
    say(`${kind.id}.${first.name}`, "the field that names the record must be required");
}

function checkMoves({ id, states, moves, board }: RecordKind, say: Say): void {
  const known = new Set(states.map((state) => state.id));
  if (states.length === 1) say(`${id}.states`, "one state is none: give at least two, or leave them out");
  for (const { from, to, label } of moves) {
    for (const state of [...from, to]) {
      if (!known.has(state)) say(`${id}.moves`, `"${label}": there is no state "${state}"`);
    }
    if (from.includes(to)) say(`${id}.moves`, `"${label}" leads where it starts`);
  }
  for (const [at, { id: state }] of states.entries()) {
    if (at > 0 && !moves.some(({ to }) => to === state)) say(`${id}.states`, `no move leads to "${state}"`);
  }
  if (board && states.length === 0) say(`${id}.board`, "a board needs states");
}

function checkViews(module: FeatureModule, kind: RecordKind, say: Say): void {
  const at = (part: string) => `${kind.id}.${part}`;
  for (const name of kind.columns)
    if (!typeOfName(kind, name)) say(at("columns"), `there is no field "${name}"`);
  if (kind.sort && !typeOfName(kind, kind.sort.by)) say(at("sort"), `there is no field "${kind.sort.by}"`);
  if (kind.months !== undefined && typeOfName(kind, kind.months) !== "date") {
    say(at("months"), `"${kind.months}" is no date`);
  }
  for (const { label, formula } of kind.figures) {
    checkFormula(module, undefined, formula, "number", at(`figures.${label}`), say);
  }
  if (!kind.chart) return;
  const by = kind.fields.find(({ name }) => name === kind.chart?.by)?.kind ?? typeOfName(kind, kind.chart.by);
  if (kind.chart.by === "state" ? kind.states.length === 0 : by !== "choice" && by !== "date") {
    say(at("chart"), "by must be a choice, a date, or `state`");
  }
  checkFormula(module, kind, kind.chart.value, "number", at("chart"), say);
}

function checkFormula(
  module: FeatureModule,
  kind: RecordKind | undefined,
  formula: string,
  wanted: ValueType,
  where: string,
  say: Say,
): void {
  try {
    const type = typeOf(parseExpression(formula), { module, kind });
    if (type !== wanted) say(where, `"${formula}" gives a ${type}, not a ${wanted}`);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    say(where, `"${formula}": ${error.message}`);
  }
}

/** A computed field that needs itself, by whatever way, has no value. */
function checkCircles(module: FeatureModule, say: Say): void {
  const needs = new Map<string, string[]>();
  for (const kind of module.kinds) {
    for (const { name, formula } of kind.computed) {
      needs.set(`${kind.id}.${name}`, namesIn(parseExpression(formula), module, kind));
    }
  }
  for (const start of needs.keys()) {
    const seen = new Set<string>();
    const open = [...(needs.get(start) ?? [])];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      open.push(...(needs.get(name) ?? []));
    }
    if (seen.has(start)) say(start, "needs itself");
  }
}

/** The fields a formula reads, as `kind.field`. */
function namesIn(tree: Expression, module: FeatureModule, kind: RecordKind): string[] {
  switch (tree.type) {
    case "value":
      return [];
    case "name":
      return [`${kind.id}.${tree.name}`];
    case "linked":
      return [`${kind.fields.find(({ name }) => name === tree.link)?.of}.${tree.name}`];
    case "unary":
      return namesIn(tree.of, module, kind);
    case "binary":
      return [...namesIn(tree.left, module, kind), ...namesIn(tree.right, module, kind)];
    case "call": {
      const [first, ...rest] = tree.args;
      const other = first?.type === "name" ? kindOf(module, first.name) : undefined;
      return other && AGGREGATES.has(tree.name)
        ? rest.flatMap((arg) => namesIn(arg, module, other))
        : tree.args.flatMap((arg) => namesIn(arg, module, kind));
    }
  }
}

function checkExamples(module: FeatureModule, say: Say): void {
  for (const [at, { kind: id, values, expect }] of module.examples.entries()) {
    const kind = kindOf(module, id);
    const where = `examples.${at + 1}`;
    if (!kind) {
      say(where, `there is no kind "${id}"`);
      continue;
    }
    for (const [name, value] of Object.entries(values)) {
      const field = kind.fields.find((one) => one.name === name);
      if (!field) say(where, `a ${id} has no field "${name}"`);
      if (field?.kind === "link") {
        const target = module.examples[Number(value) - 1];
        if (Number(value) > at || target?.kind !== field.of)
          say(where, `${name}: no such example before this one`);
      }
    }
    for (const name of Object.keys(expect)) {
      if (!kind.computed.some((one) => one.name === name)) say(where, `a ${id} computes no "${name}"`);
    }
  }
}
