import { z } from "zod";

/** A deterministic estimate, never a promise: every projection carries its assumptions (guide 5; design 4.1). */
export const RevenueProjectionSchema = z.strictObject({
  projected_monthly_revenue: z.number().min(0).describe("USD per month"),
  confidence: z.number().min(0).max(1),
  payback_period_days: z.int().min(0).nullable(),
  status: z.enum(["projected", "unavailable", "disabled"]),
  assumptions: z.array(z.string()),
  completion_rate: z.number().min(0).max(1),
});
export type RevenueProjection = z.infer<typeof RevenueProjectionSchema>;

/** What a revenue model may look at. */
export interface RevenueInputs {
  /** True when the outcome check passed. */
  readonly succeeded: boolean;
  readonly features: readonly string[];
  readonly technologies: readonly string[];
  /** Completed tasks over all tasks, 0 to 1. */
  readonly completionRate: number;
  readonly teamSize: number;
  readonly executionTimeSeconds: number;
}

/** The seam for other revenue logic (guide 16.3). Must be deterministic for the same inputs. */
export interface RevenueModel {
  project(inputs: RevenueInputs): RevenueProjection;
}
