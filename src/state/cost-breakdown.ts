import { z } from "zod";

const Costs = z.strictObject({
  usd: z.number().min(0),
  tokens: z.int().min(0),
  calls: z.int().min(0).describe("Of models and remote agents"),
});

/** What a run cost, as far as anything was paid for. The agents' list prices are not in it: those are estimates of routing. */
export const CostBreakdownSchema = z.strictObject({
  total: Costs.extend({
    measured_usd: z.number().min(0).describe("By what providers counted, at list prices"),
    estimated_usd: z
      .number()
      .min(0)
      .describe("At declared ceilings: nobody measured it, or it was cut off in flight"),
  }),
  by_node: z.array(Costs.extend({ node: z.string() })),
  by_agent: z.array(Costs.extend({ agent: z.string() })),
  by_model: z.array(Costs.extend({ model: z.string() })),
  by_deployment_type: z.array(
    z.strictObject({
      deployment_type: z.string().describe("local, simulated, or the provider, such as vercel"),
      deployments: z.int().min(0),
      usd: z.number().min(0),
    }),
  ),
  seconds: z.number().min(0).nullable().describe("Wall time that counted; null: time was not limited"),
});
export type CostBreakdown = z.infer<typeof CostBreakdownSchema>;

/** The breakdown in a result's metadata; undefined in those of older versions. */
export function costBreakdownOf(metadata: Readonly<Record<string, unknown>>): CostBreakdown | undefined {
  return CostBreakdownSchema.safeParse(metadata.cost_breakdown).data;
}
