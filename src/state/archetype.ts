import { z } from "zod";
import { EffectSchema, PhaseSchema } from "./task.ts";

const words = z.array(z.string().min(1).max(500)).min(1);

/**
 * One step of a task blueprint. Placeholders `{name}`, `{audience}`, `{feature}` are filled in by the planner.
 * A `per_feature` step is repeated for every MVP feature.
 */
export const BlueprintStepSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9-]*$/, "must be lower case, kebab-case"),
  phase: PhaseSchema,
  title: z.string().min(3),
  description: z.string().min(10),
  capabilities: z.array(z.string()).min(1),
  expected_outputs: words,
  depends_on: z.array(z.string()).default([]).describe("Keys of earlier steps"),
  effort_hours: z.number().positive().max(80).default(2),
  critical: z.boolean().default(false),
  effect: EffectSchema.default("write"),
  per_feature: z.boolean().default(false),
  only_with: z
    .enum(["payments"])
    .optional()
    .describe("In the plan only where Stripe is active and the product takes payments"),
});
export type BlueprintStep = z.infer<typeof BlueprintStepSchema>;

/** Raw material of the local idea generator; every list is combined by seed. */
export const IdeaSeedsSchema = z.strictObject({
  audiences: words,
  problems: words.describe("Completes 'helps <audience> <problem>'"),
  name_roots: words,
  name_suffixes: words,
  angles: words.describe("What makes the product different, one sentence each"),
});
export type IdeaSeeds = z.infer<typeof IdeaSeedsSchema>;

/** What the product of an archetype is made of (docs/products.md). */
export const ProductPlanSchema = z.strictObject({
  blocks: z.array(z.string()).min(1).describe("Building blocks, in the order of the navigation"),
  hero_action: z.strictObject({ label: z.string().min(2).max(60), href: z.string().regex(/^\/(?!\/)/) }),
  settings: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .default({})
    .describe("By block, over its defaults"),
});
export type ProductPlan = z.infer<typeof ProductPlanSchema>;

/** A business archetype (guide 4): one YAML or JSON file, validated when it is loaded. */
export const ArchetypeSchema = z.strictObject({
  business_type: z.string().regex(/^[a-z][a-z0-9_]{2,79}$/, "must be lower case, snake_case"),
  title: z.string().min(3),
  description: z.string().min(10).max(5_000),
  monetization: z.string().min(3),
  signature_features: words,
  typical_features: words,
  tech_stack: words,
  required_agents: words,
  success_metrics: z.record(z.string(), z.string()),
  target_market: z.string().min(3),
  estimated_time: z.string().min(3),
  difficulty: z.enum(["Easy", "Standard", "Hard"]),
  traits: z.strictObject({
    customer_facing: z.boolean().describe("Needs a support agent"),
    go_to_market_heavy: z.boolean().describe("Needs a growth agent"),
    commerce: z.boolean().describe("Needs a payments agent"),
  }),
  idea: IdeaSeedsSchema.optional(),
  product: ProductPlanSchema.optional().describe(
    "Without it, a product is put together from the features alone",
  ),
  blueprint: z.array(BlueprintStepSchema).default([]).describe("Steps on top of the common lifecycle"),
});
export type Archetype = z.infer<typeof ArchetypeSchema>;
