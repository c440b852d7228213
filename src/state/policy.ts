import { z } from "zod";
import { DATA_CLASSES, ENVIRONMENTS, TextOriginSchema } from "./safety.ts";
import { EffectSchema } from "./task.ts";

/** A regular expression over normalised text: lower case, single spaces, no tricks of Unicode. */
const PatternSchema = z
  .string()
  .min(1)
  .max(4_000)
  .transform((source, context) => {
    try {
      return new RegExp(source, "u");
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });

/** All conditions that are given must hold; a rule without any would always hold and is refused. */
const ConditionSchema = z
  .strictObject({
    text: z.array(PatternSchema).min(1).optional().describe("Each must match the same passage"),
    unless: z.array(PatternSchema).default([]).describe("None may match that passage"),
    effect: z.array(EffectSchema).min(1).optional(),
    origin: z.array(TextOriginSchema).min(1).optional(),
    environment: z.array(z.enum(ENVIRONMENTS)).min(1).optional(),
    data: z.array(z.enum(DATA_CLASSES)).min(1).optional().describe("One of them is touched"),
    spend_above: z.number().min(0).optional(),
    recipients: z.enum(["inside", "outside"]).optional(),
  })
  .refine(({ unless, ...others }) => Object.values(others).some((value) => value !== undefined), {
    message: "needs at least one condition besides unless",
  });

/** How a risky text becomes a harmless one: words replaced, a safeguard added. */
const FixSchema = z
  .strictObject({
    replace: z
      .string()
      .min(1)
      .optional()
      .transform((source) => source && new RegExp(source, "giu")),
    with: z.string().default(""),
    add: z.string().min(1).optional(),
  })
  .refine(({ replace, add }) => replace || add, { message: "needs replace or add" });
export type PolicyFix = z.infer<typeof FixSchema>;

/** One rule of the safety policy. */
export const PolicyRuleSchema = z
  .strictObject({
    id: z.string().regex(/^[A-Z][A-Z0-9-]{2,60}$/, "must be capitals, digits and hyphens"),
    category: z.string().regex(/^[a-z][a-z_]{1,60}$/, "must be lower case with underscores"),
    action: z.enum(["revise", "escalate", "block"]),
    reason: z.string().min(1).max(200).describe("Completes the sentence: It ..."),
    reference: z.string().min(1).max(300).describe("What the policy says, for people"),
    when: ConditionSchema,
    fix: FixSchema.optional(),
  })
  .refine(({ action, fix }) => (action === "revise") === (fix !== undefined), {
    message: "a fix belongs to the action revise, and only there",
    path: ["fix"],
  });
export type PolicyRule = z.infer<typeof PolicyRuleSchema>;
