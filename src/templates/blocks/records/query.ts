import type { FeatureModule, RecordKind, Value } from "../../kit/index.ts";
import { type Live, textFor, titleOf } from "./show.ts";

export const PAGE_SIZE = 25;

/** How somebody wants to see a list. */
export interface ListQuery {
  readonly view: "list" | "board" | "months";
  readonly words: string;
  readonly state: string;
  /** By the name of a choice. */
  readonly choices: Readonly<Record<string, string>>;
  /** The name of a column, with a minus in front for the other way round; empty: as the module says. */
  readonly sort: string;
  readonly page: number;
  /** YYYY-MM */
  readonly month: string;
}

/** Reads the query of an address; what makes no sense counts as not said. */
export function readQuery(
  kind: RecordKind,
  query: Readonly<Record<string, string>>,
  today: string,
): ListQuery {
  const { view = "", q = "", state = "", sort = "", page = "1", month = "" } = query;
  const column = sort.replace(/^-/, "");
  const choices = filtersOf(kind).flatMap(({ name, choices: known }) => {
    const wanted = query[`f_${name}`];
    return wanted !== undefined && known.includes(wanted) ? [[name, wanted]] : [];
  });
  const shownAs =
    view === "board" && kind.board ? "board" : view === "months" && kind.months ? "months" : "list";
  return {
    view: shownAs,
    words: q.trim().slice(0, 100),
    state: kind.states.some(({ id }) => id === state) ? state : "",
    choices: Object.fromEntries(choices),
    sort: kind.columns.includes(column) ? sort : "",
    page: Math.max(1, Math.min(10_000, Number.parseInt(page, 10) || 1)),
    month: /^[12]\d{3}-(0[1-9]|1[0-2])$/.test(month) ? month : today.slice(0, 7),
  };
}

/** The choices by which a list can be narrowed. */
export function filtersOf(kind: RecordKind) {
  return kind.fields.filter((field) => field.kind === "choice").slice(0, 2);
}

/** What fits a query, in its order. */
export function select(
  module: FeatureModule,
  kind: RecordKind,
  records: readonly Live[],
  query: ListQuery,
): Live[] {
  const words = query.words.toLowerCase();
  const fits = (record: Live) =>
    (query.state === "" || record.value("state") === query.state) &&
    Object.entries(query.choices).every(([name, wanted]) => record.data.values[name] === wanted) &&
    (words === "" || hasWords(module, kind, record, words));
  const by = query.sort.replace(/^-/, "") || kind.sort?.by;
  const found = records.filter(fits);
  if (by === undefined) return found;
  const turn = (query.sort === "" ? kind.sort?.descending : query.sort.startsWith("-")) ? -1 : 1;
  const isLink = kind.fields.some((field) => field.name === by && field.kind === "link");
  const key = (record: Live): Value => (isLink ? textFor(module, kind, record, by) : record.value(by));
  return found
    .map((record) => ({ record, value: key(record) }))
    .sort((a, b) => compare(a.value, b.value, turn))
    .map(({ record }) => record);
}

function hasWords(module: FeatureModule, kind: RecordKind, record: Live, words: string): boolean {
  const texts = [titleOf(module, kind, record), ...Object.values(record.data.values)];
  return texts.some((text) => text.toLowerCase().includes(words));
}

/** What has no value comes last, whichever way. */
function compare(a: Value, b: Value, turn: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "number" && typeof b === "number") return (a - b) * turn;
  return (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0) * turn;
}

/** The month after or before one. */
export function nextMonth(month: string, by: 1 | -1): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}
