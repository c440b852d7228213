import { z } from "zod";
import { GenesisError } from "../state/errors.ts";
import { BusinessCreationStatusSchema } from "../state/status.ts";

/** What is known of a run without reading its checkpoints. */
export const RunRecordSchema = z.strictObject({
  business_id: z.string().min(1),
  business_type: z.string(),
  name: z.string().describe("Empty until the idea is there"),
  status: BusinessCreationStatusSchema,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  deployment_url: z.string().nullable(),
  error_message: z.string().nullable(),
  pid: z.int().nullable().describe("The process that drives it, or drove it last"),
  host: z.string().nullable(),
});
export type RunRecord = z.infer<typeof RunRecordSchema>;

/** What a run must meet to be listed: all that is given. */
export interface RunFilter {
  readonly status?: string | undefined;
  /** One of these. */
  readonly statuses?: readonly string[] | undefined;
  /** Last updated before this time (ISO 8601, UTC). */
  readonly updatedBefore?: string | undefined;
  /** Default 50. */
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

export const DEFAULT_RUN_LIMIT = 50;

/** All runs of a database, shared by every process that uses it. */
export interface RunIndex {
  /** Adds a run or replaces its record. */
  put(record: RunRecord): Promise<void>;
  /** Changes fields of a run's record in one step; false when there is no such run. */
  update(businessId: string, change: Partial<Omit<RunRecord, "business_id">>): Promise<boolean>;
  get(businessId: string): Promise<RunRecord | undefined>;
  /** Removes a run's record; false when there was none. */
  delete(businessId: string): Promise<boolean>;
  /** Newest first. */
  list(filter?: RunFilter): Promise<RunRecord[]>;
}

const ChangeSchema = RunRecordSchema.omit({ business_id: true }).partial();

/** Throws a ZodError for a record that is none: a defect of the caller. */
export function parseRunRecord(record: RunRecord): RunRecord {
  return RunRecordSchema.parse({
    ...record,
    created_at: sortableTime(record.created_at),
    updated_at: sortableTime(record.updated_at),
  });
}

export function parseRunChange(change: Partial<Omit<RunRecord, "business_id">>) {
  const { created_at, updated_at } = change;
  return ChangeSchema.parse({
    ...change,
    ...(created_at !== undefined && { created_at: sortableTime(created_at) }),
    ...(updated_at !== undefined && { updated_at: sortableTime(updated_at) }),
  });
}

/** A record as it was stored. Errors: STORE_NEWER_VERSION when it has what this version does not know. */
export function readRunRecord(stored: { readonly business_id: string }): RunRecord {
  const parsed = RunRecordSchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  throw new GenesisError(
    "STORE_NEWER_VERSION",
    `The record of run ${stored.business_id} is not one of this version: ${z.prettifyError(parsed.error)}`,
    { hint: "Update Genesis: a newer version has written it. It was left as it is." },
  );
}

/** The conditions of a filter in the form the backends compare. Errors: STORE_QUERY_INVALID. */
export function runConditions({ status, statuses, updatedBefore }: RunFilter) {
  const wanted = status === undefined ? statuses : (statuses ?? [status]).filter((one) => one === status);
  return {
    statuses: wanted,
    updatedBefore: updatedBefore === undefined ? undefined : checkedTime(updatedBefore),
  };
}

function checkedTime(time: string): string {
  const sortable = sortableTime(time);
  if (z.iso.datetime().safeParse(sortable).success) return sortable;
  throw new GenesisError("STORE_QUERY_INVALID", `"${time}" is no time.`, {
    hint: "Write it as ISO 8601, such as 2026-01-31T12:00:00Z.",
  });
}

/** One spelling for each time, so that the order of the texts is the order of the times. */
function sortableTime(time: string): string {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? time : new Date(ms).toISOString();
}
