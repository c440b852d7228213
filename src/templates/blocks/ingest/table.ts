import { createHash } from "node:crypto";
import type { CsvFile } from "../../kit/index.ts";

export const KINDS = ["date", "number", "text"] as const;
export type Kind = (typeof KINDS)[number];

export interface Column {
  /** c0, c1, ...: its name in the stored rows. */
  readonly key: string;
  readonly name: string;
  readonly kind: Kind;
}

export type Cell = string | number | null;

/** A row as it is stored: by the keys of the columns. */
export interface GoodRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, Cell>>;
  /** The same for the same row of a file, also in another file; equal rows of one file are told apart. */
  readonly digest: string;
}

export interface BadRow {
  readonly line: number;
  readonly message: string;
}

export interface Checked {
  readonly good: readonly GoodRow[];
  readonly bad: readonly BadRow[];
  /** Columns of the file that the data set does not have. */
  readonly ignored: readonly string[];
}

const MAX_COLUMNS = 40;
const MAX_NAME = 80;
const MAX_TEXT = 500;
const SAMPLE = 200;
/** So many of the cells must be of a kind for a column to be of it; the others are reported as bad. */
const SHARE = 0.8;

/** Why a file can't be taken at all; undefined when it can. */
export function wrongWith({ head, lines }: CsvFile): string | undefined {
  if (head.length === 0) return "The file is empty.";
  if (lines.length === 0) return "The file has a first line with names, but no rows.";
  if (head.length > MAX_COLUMNS) return `At most ${MAX_COLUMNS} columns, please.`;
  if (head.some((name) => name === "")) return "Each column needs a name in the first line.";
  if (head.some((name) => name.length > MAX_NAME)) return `Names of at most ${MAX_NAME} characters, please.`;
  const names = head.map((name) => name.toLowerCase());
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  return twice === undefined ? undefined : `The column "${twice}" is there twice.`;
}

/** What each column holds, judged by its first cells. */
export function inferColumns({ head, lines }: CsvFile): Column[] {
  return head.map((name, at) => {
    const cells = lines.slice(0, SAMPLE).flatMap(({ cells }) => cells[at] || []);
    const mostly = (read: (text: string) => Cell) =>
      cells.length > 0 && cells.filter((cell) => read(cell) !== null).length >= cells.length * SHARE;
    const kind = mostly(readDate) ? "date" : mostly(readNumber) ? "number" : "text";
    return { key: `c${at}`, name, kind };
  });
}

/** Sorts the rows of a file into those that fit the columns and those that don't. */
export function checkRows({ head, lines }: CsvFile, columns: readonly Column[]): Checked {
  const names = head.map((name) => name.toLowerCase());
  const places = columns.map((column) => ({ column, at: names.indexOf(column.name.toLowerCase()) }));
  const known = new Set(columns.map(({ name }) => name.toLowerCase()));
  const good: GoodRow[] = [];
  const bad: BadRow[] = [];
  const seen = new Map<string, number>();
  for (const { line, cells } of lines) {
    const problem =
      cells.length > head.length
        ? `${cells.length} cells, but only ${head.length} columns have a name.`
        : undefined;
    const row = problem ?? readRow(cells, places);
    if (typeof row === "string") bad.push({ line, message: row });
    else {
      const text = JSON.stringify(row);
      const nth = (seen.get(text) ?? 0) + 1;
      seen.set(text, nth);
      good.push({ line, cells: row, digest: digest(`${nth}:${text}`) });
    }
  }
  return { good, bad, ignored: head.filter((name) => !known.has(name.toLowerCase())) };
}

/** The columns that a file lacks. */
export function missingColumns({ head }: CsvFile, columns: readonly Column[]): string[] {
  const names = new Set(head.map((name) => name.toLowerCase()));
  return columns.filter(({ name }) => !names.has(name.toLowerCase())).map(({ name }) => name);
}

function readRow(
  cells: readonly string[],
  places: readonly { column: Column; at: number }[],
): Record<string, Cell> | string {
  const row: Record<string, Cell> = {};
  for (const { column, at } of places) {
    const text = cells[at] ?? "";
    const value = text === "" ? null : READERS[column.kind](text);
    if (text !== "" && value === null) {
      return `"${text.slice(0, 40)}" in ${column.name} is not ${column.kind === "text" ? "a short text" : `a ${column.kind}`}.`;
    }
    row[column.key] = value;
  }
  return row;
}

const READERS: Readonly<Record<Kind, (text: string) => Cell>> = {
  date: readDate,
  number: readNumber,
  text: (text) => (text.length <= MAX_TEXT ? text : null),
};

/** A day as YYYY-MM-DD, from that form (also with a time after it) or from DD.MM.YYYY; null for anything else. */
export function readDate(text: string): string | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const [year, month, day] = iso ? iso.slice(1, 4) : (dotted?.slice(1, 4).reverse() ?? []);
  if (!year || !month || !day) return null;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const real = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return real ? date.toISOString().slice(0, 10) : null;
}

/** 1234.5, 1,234.5, 1234,5 and 1.234,5; null for anything else. */
export function readNumber(text: string): number | null {
  const plain = text.replace(/^([+-]?)[$€£]\s?|\s?[$€£%]$/g, "$1");
  if (/^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(plain)) return Number(plain.replaceAll(",", ""));
  if (/^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/.test(plain)) {
    return Number(plain.replaceAll(".", "").replace(",", "."));
  }
  return null;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
