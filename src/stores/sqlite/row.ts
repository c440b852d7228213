import { GenesisError } from "../../state/errors.ts";
import type { SqlRow } from "./driver.ts";

/** Typed reads of a row: a column of another type than the schema's means a damaged or foreign database. */
export function text(row: SqlRow, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : wrongType(column);
}

export function textOrNull(row: SqlRow, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function integer(row: SqlRow, column: string): number {
  const value = row[column];
  return typeof value === "number" ? value : wrongType(column);
}

export function bytes(row: SqlRow, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : wrongType(column);
}

function wrongType(column: string): never {
  throw new GenesisError("STORE_CORRUPT", `The database holds a wrong type of value in "${column}".`, {
    category: "system",
    hint: "Move the database file away and restore a backup; a new one is then created.",
  });
}
