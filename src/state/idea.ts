import { z } from "zod";
import { BusinessRequirementsSchema } from "./business.ts";
import { StepFailureSchema } from "./memory-record.ts";

/** An earlier run of the same kind, as memory hands it to idea, team and planning (guide 9.2). */
export const SimilarBusinessSchema = z.object({
  business_id: z.string(),
  business_type: z.string(),
  name: z.string(),
  description: z.string(),
  success: z.boolean(),
  features: z.array(z.string()),
  team: z.array(z.string()),
  lesson: z.string().describe("What to repeat or to avoid, one sentence"),
  failures: z.array(StepFailureSchema).default([]).describe("Steps that failed, also in a success"),
  relevance: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("How well it fits, as a share of the best match: 0 to 1"),
});
export type SimilarBusiness = z.infer<typeof SimilarBusinessSchema>;

/** Where the final requirements came from. */
export const IdeaSourceSchema = z.enum(["user", "model", "local"]);

export const IdeaSchema = z.strictObject({
  requirements: BusinessRequirementsSchema,
  source: IdeaSourceSchema,
});
export type Idea = z.infer<typeof IdeaSchema>;
