import { z } from "zod";

/** `about`: what tells of the business. `all`: what its runs taught as well. `keep`: nothing goes. */
export const MEMORY_CHOICES = ["about", "all", "keep"] as const;
export type MemoryChoice = (typeof MEMORY_CHOICES)[number];

export const TakedownOptionsSchema = z.strictObject({
  delete_data: z.boolean().describe("Of the product's users"),
  memory: z.enum(MEMORY_CHOICES),
});
export type TakedownOptions = z.infer<typeof TakedownOptionsSchema>;

/** What became of one part of a business. `absent`: there was nothing. `kept`: it stays, as was asked for. */
export const PartReportSchema = z.strictObject({
  part: z.string(),
  outcome: z.enum(["removed", "absent", "kept", "failed"]),
  detail: z.string(),
  error_code: z.string().nullable().describe("Of a part that failed"),
});
export type PartReport = z.infer<typeof PartReportSchema>;

export interface TakedownReport {
  readonly business_id: string;
  /** Nothing failed. */
  readonly complete: boolean;
  readonly parts: readonly PartReport[];
}

export interface TakedownTarget {
  /** The run that made the business. */
  readonly businessId: string;
  /** That run and those that improved it. */
  readonly runs: readonly string[];
  readonly options: TakedownOptions;
  readonly signal: AbortSignal;
}

/**
 * One place where a business has left something. `takeDown` may be called again after a kill or a failure in the
 * middle of it, and finds out by itself what is left; what it throws makes the part failed.
 */
export interface TakedownPart {
  readonly name: string;
  takeDown(target: TakedownTarget): Promise<{
    readonly outcome: "removed" | "absent" | "kept";
    readonly detail: string;
  }>;
}
