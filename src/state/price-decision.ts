import { z } from "zod";

/** How a price at the payment provider came about; each is an entry of the audit log. */
export const PriceDecisionSchema = z.strictObject({
  version: z.literal(1),
  what: z.string().describe("`plan:pro` or `item:starter-set`; one of a business"),
  name: z.string().describe("What customers read"),
  amount_cents: z.int(),
  currency: z.string().describe("ISO 4217, upper case"),
  interval: z.enum(["month"]).nullable().describe("null: paid once"),
  computed_from: z.string().describe("The setting of the product that it was computed from"),
  bounds: z.strictObject({ min_cents: z.int(), max_cents: z.int() }),
});
export type PriceDecision = z.infer<typeof PriceDecisionSchema>;
