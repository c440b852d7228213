import type { Product, SqlValue } from "../../kit/index.ts";
import type { Dataset } from "../ingest/index.ts";
import { type ChartQuery, dateColumn } from "./query.ts";

export interface Point {
  readonly label: string;
  readonly value: number;
}

export interface Figures {
  readonly points: readonly Point[];
  /** The measure over all rows of the query, whatever they are grouped by; null when there are none. */
  readonly whole: number | null;
  readonly rows: number;
  /** How many groups there are beyond those shown. */
  readonly cut: number;
}

const MAX_GROUPS = 30;
const MAX_PERIODS = 400;
const DAY_MS = 86_400_000;

/** Works out a chart. Only values are put into the SQL, as parameters: keys of columns as JSON paths. */
export function figuresOf(product: Product, dataset: Dataset, query: ChartQuery): Figures {
  const { where, values } = condition(dataset, query);
  const measure = measureSql(query);
  const byTime = isPeriod(query.group);
  const group = groupSql(dataset, query);
  const rows = product.db.all<{ label: string | number | null; value: number | null }>(
    `SELECT ${group.sql} AS label, ${measure.sql} AS value FROM ingest_rows WHERE ${where}
     GROUP BY label ORDER BY ${byTime ? "label" : "value DESC, label"}`,
    ...[...group.values, ...measure.values, ...values],
  );
  const total = product.db.get<{ value: number | null; rows: number }>(
    `SELECT ${measure.sql} AS value, count(*) AS rows FROM ingest_rows WHERE ${where}`,
    ...[...measure.values, ...values],
  );
  const points = rows
    .filter(({ label }) => !byTime || label !== null)
    .map(({ label, value }) => ({
      label: label === null ? "(empty)" : String(label),
      value: round(value ?? 0),
    }));
  const shown = byTime ? filled(points, query).slice(-MAX_PERIODS) : points.slice(0, MAX_GROUPS);
  return {
    points: shown,
    whole: total?.value === null || total === undefined || total.rows === 0 ? null : round(total.value),
    rows: total?.rows ?? 0,
    cut: Math.max(0, points.length - (byTime ? MAX_PERIODS : MAX_GROUPS)),
  };
}

/** The values a text column has, for filters. */
export function valuesOf(product: Product, dataset: Dataset, key: string, limit = 50): string[] {
  return product.db
    .all<{ value: string | number }>(
      `SELECT json_extract(cells, ?1) AS value FROM ingest_rows WHERE dataset_id = ?2 AND value IS NOT NULL
       GROUP BY value ORDER BY count(*) DESC, value LIMIT ?3`,
      ...[`$.${key}`, dataset.id, limit],
    )
    .map(({ value }) => String(value));
}

function condition(dataset: Dataset, { from, to, only, is }: ChartQuery) {
  const parts = ["dataset_id = ?"];
  const values: SqlValue[] = [dataset.id];
  const date = dateColumn(dataset);
  const add = (sql: string, ...more: SqlValue[]) => {
    parts.push(sql);
    values.push(...more);
  };
  if (date && from) add("json_extract(cells, ?) >= ?", `$.${date.key}`, from);
  if (date && to) add("json_extract(cells, ?) <= ?", `$.${date.key}`, to);
  if (only) add("CAST(coalesce(json_extract(cells, ?), '') AS TEXT) = ? COLLATE NOCASE", `$.${only}`, is);
  return { where: parts.join(" AND "), values };
}

const STATISTICS = { sum: "sum", avg: "avg", min: "min", max: "max" } as const;

function measureSql({ measure }: ChartQuery): { sql: string; values: SqlValue[] } {
  if (measure.what === "count") return { sql: "count(*)", values: [] };
  return { sql: `${STATISTICS[measure.what]}(json_extract(cells, ?))`, values: [`$.${measure.column}`] };
}

function groupSql(dataset: Dataset, { group }: ChartQuery): { sql: string; values: SqlValue[] } {
  if (!isPeriod(group)) return { sql: "json_extract(cells, ?)", values: [`$.${group}`] };
  const values = [`$.${dateColumn(dataset)?.key}`];
  if (group === "day") return { sql: "json_extract(cells, ?)", values };
  if (group === "month") return { sql: "substr(json_extract(cells, ?), 1, 7)", values };
  // Weeks are named by their Monday.
  return { sql: "date(json_extract(cells, ?), 'weekday 0', '-6 days')", values };
}

function isPeriod(group: string): group is "day" | "week" | "month" {
  return group === "day" || group === "week" || group === "month";
}

/** Periods without rows count as nothing for counts and sums; for other measures they stay away. */
export function filled(
  points: readonly Point[],
  { group, measure }: Pick<ChartQuery, "group" | "measure">,
): Point[] {
  const [first, last] = [points[0]?.label, points.at(-1)?.label];
  if (!first || !last || (measure.what !== "count" && measure.what !== "sum")) return [...points];
  const values = new Map(points.map(({ label, value }) => [label, value]));
  const all: Point[] = [];
  for (let at = first; at <= last && all.length < MAX_PERIODS * 4; at = next(at, group)) {
    all.push({ label: at, value: values.get(at) ?? 0 });
  }
  return all;
}

function next(label: string, group: string): string {
  if (group === "month") {
    const [year = 0, month = 0] = label.split("-").map(Number);
    return new Date(Date.UTC(year, month)).toISOString().slice(0, 7);
  }
  return new Date(Date.parse(label) + (group === "week" ? 7 : 1) * DAY_MS).toISOString().slice(0, 10);
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
