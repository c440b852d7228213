import type { FilterCondition, RangeOperator } from "../filter.ts";
import type { SqlValue } from "./driver.ts";

export interface SqlCondition {
  readonly sql: string;
  readonly parameters: SqlValue[];
}

const RANGE_SQL: Readonly<Record<RangeOperator, string>> = { $gt: ">", $gte: ">=", $lt: "<", $lte: "<=" };

/**
 * A condition on the JSON text in `column`, meaning exactly what `matchesFilter` means. Equality compares JSON
 * texts: `JSON.stringify` writes a scalar in one way only, and so types stay apart and no precision is lost.
 */
export function filterToSql(column: string, condition: FilterCondition): SqlCondition {
  const path = `$${condition.path.map((part) => `."${part}"`).join("")}`;
  const json = `coalesce(${column} -> ?, 'null')`;
  switch (condition.operator) {
    case "$eq":
      return { sql: `${json} = ?`, parameters: [path, JSON.stringify(condition.operand)] };
    case "$ne":
      return { sql: `${json} <> ?`, parameters: [path, JSON.stringify(condition.operand)] };
    case "$in":
    case "$nin": {
      const texts = JSON.stringify(condition.operand.map((item) => JSON.stringify(item)));
      const verb = condition.operator === "$in" ? "IN" : "NOT IN";
      return { sql: `${json} ${verb} (SELECT value FROM json_each(?))`, parameters: [path, texts] };
    }
    default:
      return rangeToSql(column, path, RANGE_SQL[condition.operator], condition.operand);
  }
}

function rangeToSql(
  column: string,
  path: string,
  comparison: string,
  operand: string | number,
): SqlCondition {
  const [types, actual] =
    typeof operand === "number"
      ? ["'integer', 'real'", `CAST(${column} -> ? AS REAL)`]
      : ["'text'", `${column} ->> ?`];
  return {
    sql: `(json_type(${column}, ?) IN (${types}) AND ${actual} ${comparison} ?)`,
    parameters: [path, path, operand],
  };
}
