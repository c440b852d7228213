import { type CsvFile, type Product, parseCsv } from "../../kit/index.ts";
import { limitOf } from "../billing/index.ts";
import type { Workspace } from "../team/index.ts";
import * as store from "./store.ts";
import { type Checked, type Column, checkRows, inferColumns, missingColumns, wrongWith } from "./table.ts";

/** A file held against the data set that it is meant for. */
export interface Inspection extends Checked {
  readonly columns: readonly Column[];
  /** True when the data set does not exist yet. */
  readonly fresh: boolean;
  /** Good rows that are there already. */
  readonly present: number;
}

/** Reads a file and checks it; a text says why it can't be taken at all. */
export function inspect(
  product: Product,
  workspace: Workspace,
  name: string,
  text: string,
): Inspection | string {
  const file = read(text);
  return typeof file === "string" ? file : inspectFile(product, workspace, name, file);
}

export function inspectFile(
  product: Product,
  workspace: Workspace,
  name: string,
  file: CsvFile,
): Inspection | string {
  const problem = wrongWith(file);
  if (problem) return problem;
  const dataset = store.datasetByName(product, workspace.id, name);
  const columns = dataset?.columns ?? inferColumns(file);
  const missing = missingColumns(file, columns);
  if (missing.length > 0) return `"${name}" has columns that this file lacks: ${missing.join(", ")}.`;
  const checked = checkRows(file, columns);
  const present = dataset ? store.countPresent(product, dataset.id, checked.good) : 0;
  const room = roomFor(product, workspace, checked.good.length - present);
  return room ?? { ...checked, columns, fresh: dataset === undefined, present };
}

/** Takes what was checked. */
export function importRows(
  product: Product,
  workspace: Workspace,
  name: string,
  { columns, good }: Inspection,
) {
  product.events.count("imported rows");
  return store.addRows(product, { workspaceId: workspace.id, name, columns }, good);
}

function read(text: string): CsvFile | string {
  if (text.includes("\0")) return "This is not a text file. Please save it as CSV.";
  try {
    return parseCsv(text);
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

function roomFor(product: Product, workspace: Workspace, more: number): string | undefined {
  const limit = limitOf(product, workspace.owner_id, "rows");
  const has = store.countRows(product, workspace.id);
  if (limit === undefined || has + more <= limit) return undefined;
  return `The plan has room for ${limit.toLocaleString("en-US")} rows; with these it would be ${(has + more).toLocaleString("en-US")}. See Pricing for plans with more.`;
}
