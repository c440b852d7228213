/** What is stored in which collection. Times are milliseconds since the epoch. */
import { itemEntries, textEntries } from "../entries.ts";

export interface ItemDocument {
  /** Hash of namespace and key. */
  _id: string;
  /** As `encodeNamespace` has it. */
  namespace: string;
  key: string;
  /** The value as JSON: BSON has no room for every name and text that JSON has. */
  json: string;
  created_at: number;
  updated_at: number;
  /** `NEVER` for what is kept for good. */
  expires_at: number;
  /** The scalars of the value, as `fieldTexts` has them, for filters. */
  fields: string[];
  /** What it is looked up by, as entries.ts has it. */
  entries: number[];
  /** How often each term is in its text. */
  counts: Record<string, number>;
  /** Number of its terms, with repetitions. */
  length: number;
}

/** The entries of an item, from what else is stored of it. */
export function documentEntries(
  namespace: readonly string[],
  value: Record<string, unknown>,
  counts: ItemDocument["counts"],
): number[] {
  return [...itemEntries(namespace, value), ...textEntries(namespace, Object.keys(counts))];
}

/** In how many items a term is. The one with the empty `_id` is about all items. */
export interface TermDocument {
  _id: string;
  items: number;
}

export interface TotalsDocument extends TermDocument {
  /** Items that have text. */
  with_text: number;
  length: number;
  /** When the first item was written. */
  first_at: number;
}

export interface LeaseDocument {
  _id: string;
  owner: string;
  token: number;
  expires_at: number;
}

export interface SchemaDocument {
  _id: string;
  version: number;
}

export const COLLECTIONS = {
  items: "items",
  terms: "item_terms",
  leases: "leases",
  runs: "runs",
  schema: "schema",
  checkpoints: "checkpoints",
  checkpointWrites: "checkpoint_writes",
} as const;

/** Named in every search: a planner that doesn't know how common an entry is may look along the expiry instead. */
export const ITEMS_BY_ENTRY = "items_by_entry";
export const TOTALS_ID = "";
export const NEVER = Number.MAX_SAFE_INTEGER;
