import { z } from "zod";
import { BusinessRequirementsSchema } from "./business.ts";

/** What a finished run leaves for the next ones (guide 9.1). */
export const BusinessRecordSchema = z.object({
  kind: z.literal("business"),
  version: z.literal(1),
  business_id: z.string(),
  business_type: z.string(),
  success: z.boolean(),
  requirements: BusinessRequirementsSchema,
  team: z.array(z.string()),
  task_summaries: z.array(
    z.object({ task_id: z.string(), title: z.string(), agent_id: z.string().nullable(), status: z.string() }),
  ),
  deployment_url: z.string().nullable(),
  outcome: z.string(),
  lesson: z.string(),
  /** Which run wrote it, when, and how it was executed. */
  provenance: z.object({ run: z.string(), written_at: z.string(), execution_mode: z.string() }),
});
export type BusinessRecord = z.infer<typeof BusinessRecordSchema>;
