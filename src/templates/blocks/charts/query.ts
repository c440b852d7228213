import { z } from "zod";
import type { Column, Dataset } from "../ingest/index.ts";

export const PERIODS = ["day", "week", "month"] as const;
export const MEASURES = ["sum", "avg", "min", "max"] as const;

const ColumnKey = z.string().regex(/^c\d{1,2}$/);
const Day = z.union([z.literal(""), z.iso.date()]).catch("");

const QuerySchema = z.object({
  group: z
    .union([z.enum(PERIODS), ColumnKey])
    .optional()
    .catch(undefined),
  measure: z
    .string()
    .regex(/^(count|(sum|avg|min|max):c\d{1,2})$/)
    .optional()
    .catch(undefined),
  from: Day.default(""),
  to: Day.default(""),
  only: z
    .union([z.literal(""), ColumnKey])
    .catch("")
    .default(""),
  is: z.string().trim().max(200).catch("").default(""),
  kind: z.enum(["bars", "line"]).optional().catch(undefined),
});

/** What is asked of a data set; every column it names is there. */
export interface ChartQuery {
  /** A period of the date column, or the key of a text column. */
  readonly group: string;
  readonly measure:
    | { readonly what: "count" }
    | { readonly what: (typeof MEASURES)[number]; readonly column: string };
  /** First and last day, YYYY-MM-DD; empty: open. */
  readonly from: string;
  readonly to: string;
  /** Only rows in which this column ... */
  readonly only: string;
  /** ... is this. */
  readonly is: string;
  readonly kind: "bars" | "line";
}

export function dateColumn({ columns }: Pick<Dataset, "columns">): Column | undefined {
  return columns.find(({ kind }) => kind === "date");
}

/** Reads a query as links and forms have it. What does not fit the data set becomes what does. */
export function readQuery(dataset: Dataset, given: Readonly<Record<string, string>>): ChartQuery {
  const parsed = QuerySchema.parse(given);
  const kindOf = (key: string | undefined) => dataset.columns.find((column) => column.key === key)?.kind;
  const dated = dateColumn(dataset) !== undefined;
  const period = PERIODS.find((one) => one === parsed.group);
  const firstText =
    dataset.columns.find(({ kind }) => kind === "text")?.key ?? dataset.columns[0]?.key ?? "c0";
  const group = (dated && period) || (kindOf(parsed.group) && parsed.group) || (dated ? "day" : firstText);
  const [what = "count", column = ""] = (parsed.measure ?? defaultMeasure(dataset)).split(":");
  const statistic = MEASURES.find((one) => one === what);
  const byTime = PERIODS.some((one) => one === group);
  return {
    group,
    measure: statistic && kindOf(column) === "number" ? { what: statistic, column } : { what: "count" },
    from: dated ? parsed.from : "",
    to: dated ? parsed.to : "",
    only: kindOf(parsed.only) ? parsed.only : "",
    is: kindOf(parsed.only) ? parsed.is : "",
    kind: parsed.kind ?? (byTime ? "line" : "bars"),
  };
}

function defaultMeasure({ columns }: Dataset): string {
  const number = columns.find(({ kind }) => kind === "number");
  return number ? `sum:${number.key}` : "count";
}

export function measureText({ measure }: ChartQuery): string {
  return measure.what === "count" ? "count" : `${measure.what}:${measure.column}`;
}

/** The query as a link's parameters. */
export function chartLink(dataset: Dataset, query: ChartQuery): string {
  const { group, from, to, only, is, kind } = query;
  const parameters = {
    dataset: String(dataset.id),
    group,
    measure: measureText(query),
    from,
    to,
    only,
    is,
    kind,
  };
  return new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== "")).toString();
}

/** True when the chart goes along time. */
export function isTimed({ group }: ChartQuery): boolean {
  return PERIODS.some((one) => one === group);
}

const WORDS = { sum: "Sum of", avg: "Average of", min: "Least", max: "Greatest" } as const;

export function measureName(dataset: Dataset, { measure }: ChartQuery): string {
  if (measure.what === "count") return "Rows";
  return `${WORDS[measure.what]} ${nameOf(dataset, measure.column)}`;
}

/** What a chart shows, in a line. */
export function describe(dataset: Dataset, query: ChartQuery): string {
  const { from, to, only, is } = query;
  const where = only === "" ? "" : `, ${nameOf(dataset, only)}: ${is === "" ? "empty" : is}`;
  const when = from || to ? `, ${from || "the beginning"} to ${to || "now"}` : "";
  return `${measureName(dataset, query)} by ${groupName(dataset, query)}${where}${when}`;
}

/** What stands beside the figures: a period or a column. */
export function groupName(dataset: Dataset, { group }: Pick<ChartQuery, "group">): string {
  return PERIODS.some((one) => one === group) ? group : nameOf(dataset, group);
}

export function nameOf({ columns }: Dataset, key: string): string {
  return columns.find((column) => column.key === key)?.name ?? key;
}
