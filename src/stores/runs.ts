import { z } from "zod";
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
