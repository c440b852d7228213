import { evaluate, isTrue, MAX_STEPS, type Scope, type Value } from "./evaluate.ts";
import { type Expression, parseExpression } from "./expression.ts";
import type { FeatureModule, Notice, RecordKind } from "./language.ts";
import { kindOf, linkTo } from "./types.ts";

/** What a record holds, as it was entered and checked; by the name of its field. */
export type Values = Readonly<Record<string, string>>;

export interface RecordData {
  readonly id: number;
  readonly state: string;
  readonly values: Values;
}

/** A record of which formulas can be worked out. */
export interface LiveRecord<T extends RecordData = RecordData> extends Scope {
  readonly data: T;
}

const trees = new Map<string, Expression>();

/** Formulas were checked before; each is read once. */
function treeOf(formula: string): Expression {
  let tree = trees.get(formula);
  if (!tree) {
    tree = parseExpression(formula);
    trees.set(formula, tree);
  }
  return tree;
}

/** The records of a module that somebody may see, with everything that can be worked out of them. */
export class Records<T extends RecordData = RecordData> {
  readonly #module: FeatureModule;
  readonly #today: string;
  readonly #budget = { steps: MAX_STEPS };
  readonly #lists = new Map<string, readonly LiveRecord<T>[]>();
  readonly #load: (kind: RecordKind) => readonly T[];
  readonly #byLink = new Map<string, ReadonlyMap<string, readonly LiveRecord<T>[]>>();

  /** `load` gives the records of a kind; it is asked at most once for each. */
  constructor(module: FeatureModule, today: string, load: (kind: RecordKind) => readonly T[]) {
    this.#module = module;
    this.#today = today;
    this.#load = load;
  }

  all(id: string): readonly LiveRecord<T>[] {
    const known = this.#lists.get(id);
    if (known) return known;
    const kind = kindOf(this.#module, id);
    const list = kind ? this.#load(kind).map((data) => this.live(kind, data)) : [];
    this.#lists.set(id, list);
    return list;
  }

  find(kind: string, id: number): LiveRecord<T> | undefined {
    return this.all(kind).find(({ data }) => data.id === id);
  }

  /** A record that need not be stored yet. */
  live(kind: RecordKind, data: T): LiveRecord<T> {
    const computed = new Map<string, Value>();
    const working = new Set<string>();
    const scope: LiveRecord<T> = {
      data,
      today: this.#today,
      budget: this.#budget,
      value: (name) => {
        if (name === "state") return stateOf(kind, data.state)?.id ?? null;
        const field = kind.fields.find((one) => one.name === name);
        if (field)
          return field.kind === "link"
            ? this.#nameOfLinked(scope, name)
            : typed(field.kind, Object.hasOwn(data.values, name) ? data.values[name] : undefined);
        const formula = kind.computed.find((one) => one.name === name)?.formula;
        if (formula === undefined || working.has(name)) return null;
        const known = computed.get(name);
        if (known !== undefined) return known;
        working.add(name);
        const value = evaluate(treeOf(formula), scope);
        working.delete(name);
        computed.set(name, value);
        return value;
      },
      linked: (link) => {
        const of = kind.fields.find((one) => one.name === link)?.of;
        return of === undefined ? undefined : this.find(of, Number(data.values[link]));
      },
      records: (other) => this.#belonging(other, kind, data.id),
    };
    return scope;
  }

  /** A figure over all records. */
  figure(formula: string): Value {
    const nothing: Scope = {
      today: this.#today,
      budget: this.#budget,
      value: () => null,
      linked: () => undefined,
      records: (kind) => this.all(kind),
    };
    return evaluate(treeOf(formula), nothing);
  }

  #nameOfLinked(scope: LiveRecord<T>, link: string): Value {
    const target = scope.linked(link);
    return target ? String(scope.data.values[link]) : null;
  }

  #belonging(id: string, to: RecordKind, record: number): readonly LiveRecord<T>[] {
    const kind = kindOf(this.#module, id);
    const link = kind && linkTo(kind, to.id);
    if (!link) return [];
    const key = `${id}.${link.name}`;
    let groups = this.#byLink.get(key);
    if (!groups) {
      const made = new Map<string, LiveRecord<T>[]>();
      for (const one of this.all(id)) {
        const target = one.data.values[link.name] ?? "";
        const group = made.get(target) ?? [];
        group.push(one);
        made.set(target, group);
      }
      groups = made;
      this.#byLink.set(key, groups);
    }
    return groups.get(String(record)) ?? [];
  }
}

/** A value as formulas see it; what can't be read as its kind is nothing. */
function typed(kind: string, text: string | undefined): Value {
  if (text === undefined || text === "") return kind === "yes_no" ? false : null;
  if (kind === "number" || kind === "money") {
    const number = Number(text);
    return Number.isFinite(number) ? number : null;
  }
  if (kind === "yes_no") return text === "yes";
  if (kind === "date") return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null;
  return text;
}

/** The state of a record; one that the module no longer has, or none, counts as the first. */
export function stateOf(kind: RecordKind, stored: string) {
  return kind.states.find(({ id }) => id === stored) ?? kind.states[0];
}

/** What somebody may move a record to, and what the buttons say. */
export function movesOf(kind: RecordKind, stored: string, isOwner: boolean) {
  const state = stateOf(kind, stored);
  return kind.moves.filter(
    ({ from, by }) => state !== undefined && from.includes(state.id) && (isOwner || by === "anyone"),
  );
}

/** What a record breaks, by field. */
export function brokenRules(kind: RecordKind, record: Scope): Record<string, string> {
  const broken: Record<string, string> = {};
  for (const { field, check, message } of kind.rules) {
    // What can't be worked out because something optional is empty is not wrong.
    if (evaluate(treeOf(check), record) === false) broken[field] ??= message;
  }
  return broken;
}

/** The notices that are due. */
export function dueNotices(kind: RecordKind, record: Scope, on: Notice["on"]): Notice[] {
  return kind.notices.filter((notice) => notice.on === on && isTrue(evaluate(treeOf(notice.when), record)));
}

/** What a chart shows of one record. */
export function chartValue(formula: string, record: Scope): number {
  const value = evaluate(treeOf(formula), record);
  return typeof value === "number" ? value : 0;
}
